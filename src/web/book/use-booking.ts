import { useRef, useState } from "preact/hooks";
import { call } from "../calls/api";
import type { Booked, Item, Order } from "./answers";
import { forgetDraft } from "./draft";
import { justBooked } from "./just-booked";
import { go } from "./place";
import { type Refused, refusedBy } from "./refused";

export interface Booking {
  isBusy: boolean;
  refused: Refused | null;
  book(slotId: string, date: string): Promise<void>;
}

/** Books an item of an order, and goes to its pickup. */
export function useBooking(order: Order, item: Item, notes: string): Booking {
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const attempt = useRef({ body: "", key: "" });

  async function book(slotId: string, date: string): Promise<void> {
    setBusy(true);
    setRefused(null);
    const body = {
      order_id: order.order_id,
      food_listing_id: item.food_listing.id,
      time_slot_id: slotId,
      date,
      customer_notes: notes,
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
  return { isBusy, refused, book };
}
