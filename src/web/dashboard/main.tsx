import { openPage } from "../parts/page";
import { SignedIn } from "../session/sign-in";
import { Dashboard } from "./dashboard";
import "./dashboard.css";
import "./forms/forms.css";

openPage(() => (
  <SignedIn roles={["provider", "admin"]}>
    <Dashboard />
  </SignedIn>
));
