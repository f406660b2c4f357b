/** Books the things of one order, one after the other: each may be collected at a time of its own. */
import { useEffect, useState } from "preact/hooks";
import { Show, useLoaded } from "../parts/loaded";
import { isOnline } from "../parts/online";
import type { Item, Order } from "./answers";
import { findOrder } from "./availability";
import { DayChoice } from "./day-choice";
import { type Draft, readDraft, writeDraft } from "./draft";
import { BackLink, Heading } from "./place-parts";

export function OrderPage({ id }: { id: string }) {
  const order = useLoaded(id, async (signal) => ({ found: await findOrder(id, signal) }));
  // What is being entered stays as it is: after a lost answer the order may be booked, and trying again tells so.
  useEffect(() => {
    if (isOnline.value && order.error !== null) order.reload();
  }, [isOnline.value]);
  return (
    <>
      <BackLink />
      <Heading>Choose a time</Heading>
      <Show of={order}>
        {({ found }) =>
          found ? (
            <Booking order={found} />
          ) : (
            <p>Nothing of this order is left to book. Your pickups are a step back.</p>
          )
        }
      </Show>
    </>
  );
}

export interface BookingProps {
  order: Order;
  item: Item;
  draft: Draft;
  /** Keeps what was entered. */
  enter(change: Partial<Draft>): void;
}

function Booking({ order }: { order: Order }) {
  const [draft, setDraft] = useState(() => readDraft(order.order_id));
  const enter = (change: Partial<Draft>) =>
    setDraft((last) => {
      const next = { ...last, ...change };
      writeDraft(next);
      return next;
    });
  const item = order.items.find(({ food_listing }) => food_listing.id === draft.listingId) ?? order.items[0];
  if (!item) return null;
  return (
    <>
      <p>
        From <strong>{order.business.name}</strong>, {order.business.address}
      </p>
      {order.items.length === 1 ? (
        <ItemLine item={item} />
      ) : (
        <fieldset>
          <legend>What do you collect? Each gets a pickup of its own.</legend>
          <div class="choices">
            {order.items.map((each) => (
              <label key={each.food_listing.id} class="choice">
                <input
                  type="radio"
                  name="item"
                  checked={each === item}
                  onChange={() => enter({ listingId: each.food_listing.id, date: undefined, slotId: undefined })}
                />
                <ItemLine item={each} />
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <DayChoice key={item.food_listing.id} order={order} item={item} draft={draft} enter={enter} />
    </>
  );
}

const ItemLine = ({ item: { food_listing, quantity } }: { item: Item }) => (
  <span class="item">
    {food_listing.image?.startsWith("https:") && <img src={food_listing.image} alt="" width={48} height={48} />}
    {quantity} × {food_listing.name}
  </span>
);
