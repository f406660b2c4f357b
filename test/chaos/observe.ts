/** What is there once all is quiet: as its callers are shown it, as the files hold it, and as reconcile finds it. */
import type { Answer, Caller, Client, Request } from "./client.ts";
import type { Disk } from "./disk.ts";
import { isShown, type ShownSlots, type Town } from "./town.ts";

const READERS = 8;
const PAGE_SIZE = 100;
const TRIES = 5;

export interface SeenPickup {
  id: string;
  orderId: string;
  listingId: string;
  slotId: string;
  status: string;
}

export interface Reconciliation {
  checked: number;
  failed: number;
  /** What differed, in words. */
  drift: string[];
}

export interface Observation {
  pickups: SeenPickup[];
  /** Seats shown as free, by slot and listing. What is not offered has none. */
  spots: { slotId: string; listingId: string; spots: number }[];
  /** Lists and details that contradict each other. */
  contradictions: string[];
  disk: Disk;
  reconciliation: Reconciliation;
}

export async function reconcile(client: Client, { admin, businessId, dates }: Town): Promise<Reconciliation> {
  const found: Reconciliation = { checked: 0, failed: 0, drift: [] };
  for (const date of dates) {
    for (let after: string | null = ""; after !== null; ) {
      const body = { business_id: businessId, date, ...(after && { after }) };
      const answer: {
        slots_checked: number;
        slots_failed: number;
        slots_drifted: number;
        drift: object[];
        next: string | null;
      } = await client.demand({ method: "POST", path: "admin/reconcile/", as: admin, body });
      found.checked += answer.slots_checked;
      found.failed += answer.slots_failed;
      found.drift.push(...answer.drift.map((slot) => JSON.stringify(slot)));
      if (answer.drift.length !== answer.slots_drifted) found.drift.push(`${answer.slots_drifted} drifted on ${date}`);
      after = answer.next;
    }
  }
  return found;
}

/** Reads every pickup of every customer, and every one that `known` names, as its customer. */
export async function readPickups(
  client: Client,
  town: Town,
  known: Map<string, string>,
): Promise<Pick<Observation, "pickups" | "contradictions">> {
  const customers = new Map(town.orders.map(({ customer }) => [customer.id, customer]));
  const customerOf = new Map(town.orders.map(({ id, customer }) => [id, customer]));
  const listed = new Map<string, { as: Caller; status: string }>();
  await inParallel([...customers.values()], async (as) => {
    for (let page = 1; ; page += 1) {
      const path = `my-pickups/?page_size=${PAGE_SIZE}&page=${page}`;
      const { body } = await get(client, { method: "GET", path, as });
      const { results, next } = body as { results: { id: string; status: string }[]; next: string | null };
      for (const { id, status } of results) listed.set(id, { as, status });
      if (next === null) return;
    }
  });
  const pickups: SeenPickup[] = [];
  const contradictions: string[] = [];
  const ids = new Set([...listed.keys(), ...known.keys()]);
  await inParallel([...ids], async (id) => {
    const as = listed.get(id)?.as ?? customerOf.get(known.get(id) ?? "");
    if (!as) throw new Error(`Nobody booked ${id}`);
    const { status, body } = await get(client, { method: "GET", path: `pickups/${id}/`, as });
    if (status === 404 && !listed.has(id)) return;
    if (status !== 200 || !listed.has(id)) {
      contradictions.push(`pickup ${id} is ${listed.has(id) ? "" : "not "}listed, its details answer ${status}`);
      if (status !== 200) return;
    }
    const shown = body as PickupDetails;
    const slot = [...town.slots.values()].find((one) => isShown(one, shown));
    const listedStatus = listed.get(id)?.status ?? shown.status;
    if (listedStatus !== shown.status)
      contradictions.push(`pickup ${id} is listed as ${listedStatus}, not ${shown.status}`);
    pickups.push({
      id,
      orderId: shown.qr_code.data.order_id,
      listingId: shown.food_listing.id,
      slotId: slot?.id ?? "",
      status: shown.status,
    });
  });
  return { pickups, contradictions };
}

export async function readSpots(client: Client, town: Town): Promise<Observation["spots"]> {
  const shown = new Map<string, number>();
  const days = town.listingIds.flatMap((listingId) => town.dates.map((date) => ({ listingId, date })));
  await inParallel(days, async ({ listingId, date }) => {
    const path = `available-slots/?food_listing_id=${listingId}&date=${date}`;
    const { body } = await get(client, { method: "GET", path, as: town.admin });
    for (const slot of (body as ShownSlots).available_slots) shown.set(`${slot.id} ${listingId}`, slot.available_spots);
  });
  return [...town.slots.values()].flatMap(({ id: slotId, listings }) =>
    [...listings.keys()].map((listingId) => ({ slotId, listingId, spots: shown.get(`${slotId} ${listingId}`) ?? 0 })),
  );
}

interface PickupDetails {
  status: string;
  food_listing: { id: string };
  location: { name: string };
  scheduled_date: string;
  scheduled_start_time: string;
  qr_code: { data: { order_id: string } };
}

/** Nothing is killed any more, so a reader waits for a real answer. */
async function get(client: Client, request: Request): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await client.call(request);
    if (answer.status !== null && answer.status < 500 && answer.status !== 429) return answer;
    if (tries >= TRIES) throw new Error(`GET ${request.path} goes on answering ${answer.status}`);
  }
}

async function inParallel<T>(list: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = list.values();
  const reader = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: READERS }, reader));
}
