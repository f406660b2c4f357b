import { openPage } from "../parts/page";
import { SignedIn } from "../session/sign-in";

openPage(() => (
  <SignedIn roles={["customer", "ngo"]}>
    <h1>Pickups</h1>
  </SignedIn>
));
