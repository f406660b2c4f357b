import { keepOffline } from "../parts/keep-offline";
import { openPage } from "../parts/page";
import { sweepKept } from "../session/kept";
import { session } from "../session/session";
import { SignedIn } from "../session/sign-in";
import { All } from "./all";
import { forgetDraft } from "./draft";
import { KeptTickets } from "./kept-tickets";
import { OrderPage } from "./order-page";
import { PickupPage } from "./pickup-page";
import { addressOf, place } from "./place";
import "./book.css";

sweepKept();
keepOffline();
openPage(
  () => (
    <>
      <SignedIn roles={["customer", "ngo"]}>
        <Place key={addressOf(place.value)} />
      </SignedIn>
      {!session.value && <KeptTickets />}
    </>
  ),
  () => {
    forgetDraft();
    return true;
  },
);

function Place() {
  const now = place.value;
  switch (now.view) {
    case "all":
      return <All />;
    case "order":
      return <OrderPage id={now.id} />;
    case "pickup":
      return <PickupPage id={now.id} />;
  }
}
