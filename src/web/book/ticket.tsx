import { longDay } from "../parts/dates";
import type { Pickup } from "./answers";
import { Status } from "./status";
import { isLive } from "./tickets";
import { rangeInWords } from "./words";

/** What the counter needs to see, the largest first. */
export function Ticket({ pickup, qr }: { pickup: Pickup; qr: string | null }) {
  const { food_listing, business, location } = pickup;
  return (
    <article class="ticket" aria-label="Ticket">
      {isLive(pickup) && (
        <div class="show">
          {qr && <img class="qr" src={`data:image/svg+xml,${encodeURIComponent(qr)}`} alt="QR code for the counter" />}
          <p>
            Code <strong class="code">{pickup.confirmation_code}</strong>
          </p>
        </div>
      )}
      <dl>
        <dt>When</dt>
        <dd>
          <strong>
            {longDay(pickup.scheduled_date)},{" "}
            <span class="when">{rangeInWords(pickup.scheduled_start_time, pickup.scheduled_end_time)}</span>
          </strong>{" "}
          <Status status={pickup.status} />
        </dd>
        <dt>What</dt>
        <dd>
          {food_listing.quantity} × {food_listing.name}
        </dd>
        <dt>Where</dt>
        <dd>
          {business.name}, {location.name}
          <br />
          {location.address}
          {location.instructions && (
            <>
              <br />
              {location.instructions}
            </>
          )}
        </dd>
        <dt>Ask for</dt>
        <dd>
          {location.contact_person}, <a href={`tel:${location.contact_phone}`}>{location.contact_phone}</a>
        </dd>
        {pickup.customer_notes && (
          <>
            <dt>Your note</dt>
            <dd class="notes">{pickup.customer_notes}</dd>
          </>
        )}
      </dl>
    </article>
  );
}
