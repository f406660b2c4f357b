import type { ComponentChildren } from "preact";
import type { AlternativeSlot } from "../../domain/refusal";
import { isOnline } from "../parts/online";
import type { Slot } from "./answers";
import type { BookingProps } from "./order-page";
import { Refusal } from "./refusal";
import type { Refused } from "./refused";
import { nearestFree } from "./slots";
import { useBooking } from "./use-booking";
import { rangeInWords } from "./words";

const NOTES_LENGTH = 500;

interface BookFormProps extends BookingProps {
  date: string;
  slots: readonly Slot[];
  chosen: Slot | null;
  /** About the chosen time. */
  children: ComponentChildren;
}

/** Notes, the button, and what came of pressing it. */
export function BookForm({ order, item, draft, enter, date, slots, chosen, children }: BookFormProps) {
  const { isBusy, refused, book } = useBooking(order, item, draft.notes ?? "");
  const isGone = chosen?.available_spots === 0 && !isBusy;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen) void book(chosen.id, date);
      }}
    >
      {isGone && !refused && <Refusal refused={filledUp(slots, chosen, date)} day={date} book={book} isBusy={isBusy} />}
      {refused && <Refusal refused={refused} day={date} book={book} isBusy={isBusy} />}
      {children}
      <label>
        Note for the counter (optional)
        <textarea
          name="notes"
          rows={2}
          maxLength={NOTES_LENGTH}
          value={draft.notes ?? ""}
          onInput={(event) => enter({ notes: event.currentTarget.value })}
        />
      </label>
      {!isOnline.value && (
        <p role="alert" class="notice warn">
          You are offline. A pickup can only be booked with a connection; what you entered stays here.
        </p>
      )}
      <button type="submit" disabled={!chosen || isGone || !isOnline.value} aria-busy={isBusy}>
        {chosen ? `Book ${rangeInWords(chosen.start_time, chosen.end_time)}` : "Choose a time first"}
      </button>
    </form>
  );
}

/** Said at once when the chosen time goes while somebody looks at it. */
function filledUp(slots: readonly Slot[], chosen: Slot, date: string): Refused {
  const alternatives = nearestFree(slots, chosen).map(
    ({ id, start_time, end_time, available_spots }): AlternativeSlot => ({
      slot_id: id,
      date,
      time: `${start_time}-${end_time}`,
      available_spots,
    }),
  );
  const range = rangeInWords(chosen.start_time, chosen.end_time);
  const words = `${range} has just gone. ${alternatives.length > 0 ? "These are free:" : "Choose another day."}`;
  return { words, alternatives, pickupId: null };
}
