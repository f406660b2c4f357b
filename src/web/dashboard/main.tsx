import { openPage } from "../parts/page";
import { SignedIn } from "../session/sign-in";

openPage(() => (
  <SignedIn roles={["provider", "admin"]}>
    <h1>Dashboard</h1>
  </SignedIn>
));
