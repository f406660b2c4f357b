/** One pickup: its code and symbol for the counter, and what can be done about it. */
import { useState } from "preact/hooks";
import { Show, useLoaded } from "../parts/loaded";
import { isOnline } from "../parts/online";
import type { Cancelled } from "./answers";
import { BookedNotice } from "./booked-notice";
import { CalendarButton } from "./calendar-button";
import { Cancel } from "./cancel";
import { Directions } from "./directions";
import { justBooked } from "./just-booked";
import { BackLink, Heading, PlaceLink } from "./place-parts";
import { Ticket } from "./ticket";
import { isLive, loadTicket } from "./tickets";

export function PickupPage({ id }: { id: string }) {
  const ticket = useLoaded(`${id}:${isOnline.value}`, (signal) => loadTicket(id, signal));
  const [cancelled, setCancelled] = useState<Cancelled | null>(null);
  const news = justBooked.value?.booked.pickup.id === id ? justBooked.value : null;
  return (
    <>
      <BackLink />
      <Heading>{news && !cancelled ? "Booked" : "Your pickup"}</Heading>
      <Show of={ticket}>
        {({ pickup, qr, isKept }) => (
          <>
            {cancelled && <CancelledNotice cancelled={cancelled} />}
            {news && !cancelled && <BookedNotice news={news} pickup={pickup} />}
            <Ticket pickup={pickup} qr={qr} />
            {isKept && <p role="status">Kept on this device. It may have changed since.</p>}
            {isLive(pickup) && (
              <>
                <Directions pickup={pickup} />
                <CalendarButton pickup={pickup} />
                <Cancel
                  pickup={pickup}
                  onCancelled={(answer) => {
                    setCancelled(answer);
                    ticket.reload();
                  }}
                />
              </>
            )}
          </>
        )}
      </Show>
    </>
  );
}

const CancelledNotice = ({ cancelled: { refund_eligible } }: { cancelled: Cancelled }) => (
  <div role="status" class="notice">
    <p>
      Your pickup is cancelled and its spot is free again.
      {refund_eligible && " You are due a refund."}
    </p>
    <PlaceLink to={{ view: "all" }}>Choose another time for the order</PlaceLink>
  </div>
);
