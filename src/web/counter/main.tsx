import { openPage } from "../parts/page";
import { SignedIn } from "../session/sign-in";

openPage(() => (
  <SignedIn roles={["provider", "admin"]}>
    <h1>Counter</h1>
  </SignedIn>
));
