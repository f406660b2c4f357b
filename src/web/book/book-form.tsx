import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { AlternativeSlot } from "../../domain/refusal";
import { call } from "../calls/api";
import { isOnline } from "../parts/online";
import type { Booked, Slot } from "./answers";
import { forgetDraft } from "./draft";
import { justBooked } from "./just-booked";
import type { BookingProps } from "./order-page";
import { go } from "./place";
import { Refusal } from "./refusal";
import { type Refused, refusedBy } from "./refused";
import { nearestFree } from "./slots";
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
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const attempt = useRef({ body: "", key: "" });

  async function book(slotId: string, day: string): Promise<void> {
    setBusy(true);
    setRefused(null);
    const body = {
      order_id: order.order_id,
      food_listing_id: item.food_listing.id,
      time_slot_id: slotId,
      date: day,
      customer_notes: draft.notes ?? "",
    };
    // The same wish keeps its key, so that asking again after a lost answer gets the pickup that was booked then.
    const text = JSON.stringify(body);
    if (attempt.current.body !== text) attempt.current = { body: text, key: crypto.randomUUID() };
    try {
      const booked = await call<Booked>("schedule/", { method: "POST", body, idempotencyKey: attempt.current.key });
      forgetDraft();
      justBooked.value = { booked, orderId: order.order_id, left: order.items.length - 1 };
      go({ view: "pickup", id: booked.pickup.id });
    } catch (error) {
      setRefused(refusedBy(error));
      setBusy(false);
    }
  }

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
