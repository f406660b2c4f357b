import { useEffect } from "preact/hooks";
import { allPages } from "../calls/all-pages";
import { OfflineError } from "../calls/api";
import { addDays } from "../parts/dates";
import { Show, useLoaded } from "../parts/loaded";
import { isOnline } from "../parts/online";
import type { ListedPickup } from "./answers";
import { PlaceLink } from "./place-parts";
import { Status } from "./status";
import { keepUpcoming, keptTickets } from "./tickets";
import { usePages } from "./use-pages";
import { rangeInWords, weekdayOf } from "./words";

/**
 * The list comes with the latest slot first; what is ahead is wanted the other way round, and all of it, since what is kept for
 * an outage follows from it.
 */
export function MyPickups() {
  const today = new Date().toISOString().slice(0, 10);
  // No zone is more than a day from UTC.
  const [since, until] = [addDays(today, -1), addDays(today, 1)];
  const upcoming = useLoaded(`${since}:${isOnline.value}`, async (signal) => {
    const listed = await allPages<ListedPickup>("my-pickups/", { date_from: since }, signal);
    return listed.filter(({ is_upcoming }) => is_upcoming).reverse();
  });
  const { list: past, more } = usePages<ListedPickup>("my-pickups/", { date_to: until });
  useEffect(() => {
    if (upcoming.value) void keepUpcoming(upcoming.value);
  }, [upcoming.value]);
  if (!upcoming.value && upcoming.error instanceof OfflineError) return <KeptList />;
  return (
    <>
      <Show of={upcoming}>
        {(pickups) => (
          <Group title="Upcoming" pickups={pickups}>
            Nothing is booked.
          </Group>
        )}
      </Show>
      <Show of={past}>
        {({ results, hasMore }) => (
          <>
            <Group title="Past" pickups={results.filter(({ is_upcoming }) => !is_upcoming)}>
              Nothing yet.
            </Group>
            {hasMore && (
              <button type="button" class="outline" onClick={more}>
                Earlier pickups
              </button>
            )}
          </>
        )}
      </Show>
    </>
  );
}

interface GroupProps {
  title: string;
  pickups: readonly Summary[];
  children: string;
}

function Group({ title, pickups, children }: GroupProps) {
  return (
    <section aria-labelledby={title}>
      <h2 id={title}>{title}</h2>
      {pickups.length === 0 && <p>{children}</p>}
      <ul class="cards">
        {pickups.map((pickup) => (
          <PickupCard key={pickup.id} {...pickup} />
        ))}
      </ul>
    </section>
  );
}

type Summary = Pick<ListedPickup, "id" | "scheduled_date" | "scheduled_time" | "status"> & {
  food_listing: { name: string };
  business: { name: string };
  location: { name: string };
};

const PickupCard = ({ id, scheduled_date, scheduled_time, status, food_listing, business, location }: Summary) => (
  <li>
    <PlaceLink to={{ view: "pickup", id }} class="card">
      <strong>
        {weekdayOf(scheduled_date)}, {scheduled_time.replace("-", "–")}
      </strong>
      <span>
        {food_listing.name} <Status status={status} />
      </span>
      <small>
        {business.name}, {location.name}
      </small>
    </PlaceLink>
  </li>
);

/** What this device remembers. */
export function KeptList() {
  const kept = keptTickets().map(({ pickup }) => ({
    ...pickup,
    scheduled_time: rangeInWords(pickup.scheduled_start_time, pickup.scheduled_end_time),
  }));
  return (
    <Group title="Upcoming" pickups={kept}>
      No connection, and nothing is kept on this device.
    </Group>
  );
}
