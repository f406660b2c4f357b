/** A past made by hand, and where its numbers come from. */
import { expect } from "vitest";
import { post } from "./api";
import { type PastPickup, type PastSlot, writeHistory } from "./history";
import { mainCounter, makeBusiness, makeListing, NOW } from "./world";

export const [FIRST, SECOND] = ["2026-06-01", "2026-06-02"] as const;
/** 40 pickups of two days, two counters and two listings. The numbers of the tests are worked out from this by hand. */
export async function makePast() {
  const owner = await makeBusiness();
  const { businessId, provider, locationId: main } = owner;
  const made = await post("pickup-locations/", {
    as: provider,
    now: NOW,
    body: { ...mainCounter, name: "Side Entrance" },
  });
  const side: string = made.body.id;
  const pizza = await makeListing(businessId);
  const soup = await makeListing(businessId, { name: "Soup" });
  const slot = (date: string, start: string, locationId: string, capacity: number, listings: PastSlot["listings"]) => ({
    ...{ date, start, locationId, capacity, listings },
  });
  const slots: PastSlot[] = [
    slot(FIRST, "17:00", main, 10, { [pizza]: 10 }),
    slot(FIRST, "17:30", main, 10, { [pizza]: 5, [soup]: 10 }),
    slot(FIRST, "18:00", main, 10, { [pizza]: 10 }),
    slot(FIRST, "12:00", side, 5, { [soup]: 5 }),
    slot(SECOND, "17:00", main, 10, { [pizza]: 10 }),
    slot(SECOND, "12:00", side, 10, { [soup]: 10 }),
    { ...slot(SECOND, "18:00", main, 10, { [pizza]: 10 }), isWithdrawn: true },
  ];
  const inSlot = (date: string, start: string, locationId: string, listingId: string) => {
    const place = { date, start, locationId, listingId, cents: listingId === pizza ? 1_250 : 800 };
    return {
      completed: (after: number, extra: Partial<PastPickup> = {}): PastPickup => {
        return { ...place, status: "completed", after, ...extra };
      },
      others: (missed: number, cancelled: number): PastPickup[] => [
        ...Array.from({ length: missed }, (): PastPickup => ({ ...place, status: "missed" })),
        ...Array.from({ length: cancelled }, (): PastPickup => ({ ...place, status: "cancelled" })),
      ],
    };
  };
  const a = inSlot(FIRST, "17:00", main, pizza);
  const b = inSlot(FIRST, "17:30", main, soup);
  const c = inSlot(FIRST, "18:00", main, pizza);
  const d = inSlot(FIRST, "12:00", side, soup);
  const e = inSlot(SECOND, "17:00", main, pizza);
  const f = inSlot(SECOND, "12:00", side, soup);
  const pickups: PastPickup[] = [
    a.completed(0, { checkedBefore: 2, ratings: [5] }),
    a.completed(1, { checkedBefore: 2, ratings: [4] }),
    a.completed(2, { checkedBefore: 2, ratings: [null] }),
    a.completed(3, { checkedBefore: 2 }),
    ...[4, 5, 6, 7].map((after) => a.completed(after)),
    ...a.others(1, 1),
    b.completed(10, { checkedBefore: 3, ratings: [3] }),
    ...[20, 25, 30].map((after) => b.completed(after)),
    ...b.others(2, 0),
    c.completed(-5),
    c.completed(5),
    ...c.others(0, 1),
    ...[12, 18].map((after) => d.completed(after)),
    ...d.others(3, 0),
    e.completed(2, { checkedBefore: 1, ratings: [5] }),
    ...Array.from({ length: 8 }, () => e.completed(2, { checkedBefore: 1 })),
    ...e.others(0, 1),
    ...[26, 26, 26].map((after) => f.completed(after)),
    ...f.others(1, 2),
  ];
  expect(pickups).toHaveLength(40);
  await writeHistory(businessId, { slots, pickups });
  return { ...owner, main, side, pizza, soup };
}
