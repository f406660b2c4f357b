import { Show } from "../parts/loaded";
import { isOnline } from "../parts/online";
import type { Order } from "./answers";
import { PlaceLink } from "./place-parts";
import { usePages } from "./use-pages";

/** Orders that wait for a time, each a link to where one is chosen. */
export function Orders() {
  const { list, more } = usePages<Order>("orders/awaiting-pickup/");
  return (
    <section aria-labelledby="orders">
      <h2 id="orders">Choose a time</h2>
      {isOnline.value || list.value ? (
        <Show of={list}>
          {({ results, hasMore }) => (
            <>
              {results.length === 0 && <p>No order is waiting for a pickup time.</p>}
              <ul class="cards">
                {results.map((order) => (
                  <OrderCard key={order.order_id} order={order} />
                ))}
              </ul>
              {hasMore && (
                <button type="button" class="outline" onClick={more}>
                  More orders
                </button>
              )}
            </>
          )}
        </Show>
      ) : (
        <p>Booking needs a connection.</p>
      )}
    </section>
  );
}

const OrderCard = ({ order: { order_id, kind, business, items, total_amount } }: { order: Order }) => (
  <li>
    <PlaceLink to={{ view: "order", id: order_id }} class="card">
      <strong>{items.map(({ quantity, food_listing }) => `${quantity} × ${food_listing.name}`).join(", ")}</strong>
      <span>{business.name}</span>
      <small>
        {kind === "donation" ? "Donation" : `Paid, ${total_amount}`} · {business.address}
      </small>
    </PlaceLink>
  </li>
);
