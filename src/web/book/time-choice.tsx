import type { LinkState } from "../live/live-client";
import { longDay } from "../parts/dates";
import type { Availability, Slot } from "./answers";
import { BookForm } from "./book-form";
import type { BookingProps } from "./order-page";
import { useSlots } from "./use-slots";
import { popularityInWords, rangeInWords, spotsInWords } from "./words";

/** A day's times as they change, and the way to book one. */
export function TimeChoice({ known, ...props }: BookingProps & { known: Availability }) {
  const { draft, enter } = props;
  const { slots, link } = useSlots(known);
  const chosen = slots.find(({ id }) => id === draft.slotId);
  return (
    <>
      <fieldset>
        <legend>
          Time on {longDay(known.date)}, as the clock stands at {known.food_listing.business.name}
        </legend>
        <div class="choices">
          {slots.map((slot) => (
            <Time key={slot.id} slot={slot} isChosen={slot === chosen} choose={() => enter({ slotId: slot.id })} />
          ))}
        </div>
        <small role="status">{link && LINK_WORDS[link]}</small>
      </fieldset>
      <BookForm {...props} date={known.date} slots={slots} chosen={chosen ?? null}>
        {chosen && <Place location={chosen.location} />}
      </BookForm>
    </>
  );
}

const LINK_WORDS: Record<LinkState, string> = {
  live: "Live: spots change here as others book.",
  polling: "Looked up every 15 seconds.",
  offline: "Not live at the moment.",
};

function Time({ slot, isChosen, choose }: { slot: Slot; isChosen: boolean; choose(): void }) {
  const { start_time, end_time, available_spots: spots, estimated_wait_time: wait, popularity_score } = slot;
  const isGone = spots === 0;
  const facts = [popularityInWords(popularity_score), wait && `Usual wait ${wait}`].filter(Boolean);
  return (
    <label class={`choice ${isGone ? "gone" : ""}`}>
      {/* The chosen one stays enabled when it goes: a disabled control would lose the focus. */}
      <input type="radio" name="time" checked={isChosen} disabled={isGone && !isChosen} onChange={choose} />
      <strong>{rangeInWords(start_time, end_time)}</strong>
      <span>{spotsInWords(spots)}</span>
      <small>{[slot.location.name, ...facts].join(" · ")}</small>
    </label>
  );
}

const Place = ({ location }: { location: Slot["location"] }) => (
  <section aria-labelledby="where">
    <h2 id="where">Where</h2>
    <p>
      <strong>{location.name}</strong>, {location.address}
    </p>
    {location.instructions && <p>{location.instructions}</p>}
    <a
      class="touch"
      href={`https://maps.google.com/?q=${location.latitude},${location.longitude}`}
      target="_blank"
      rel="noreferrer"
    >
      Show on a map
    </a>
  </section>
);
