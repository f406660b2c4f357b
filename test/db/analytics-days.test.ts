import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { outstandingDays, rollUpDays, sumsOf } from "../../src/db/analytics";
import { primary } from "../../src/db/client";
import { type PastPickup, writeHistory } from "../support/history";
import { domainEvent, freshId, sendEvents } from "../support/world";

const db = primary(env);
const period = { from: "2026-06-01", to: "2026-06-30" };
const LATER = Date.parse("2026-06-10T00:00:00Z");
const day = { date: "2026-06-01", start: "17:00", locationId: "front" };
const pizza: PastPickup = { ...day, listingId: "pizza", status: "completed", after: 1, ratings: [4] };

const outstanding = (businessId: string) => outstandingDays(db, { businessId, ...period }, 100);
const sums = (businessId: string) => sumsOf(db, { businessId, ...period }, LATER);
const rollUp = (businessId: string) => rollUpDays(db, businessId, [day.date], LATER);

/**
 * A day that stands in the table: a pickup reviewed by its order, another by its order's interaction, and a slot that also
 * served soup, which nobody wanted.
 */
async function makeRolledUp() {
  const businessId = freshId("business");
  const slots = [{ ...day, capacity: 5, listings: { pizza: 5, soup: 5 } }];
  const pickups = [pizza, { ...pizza, ratings: [] }];
  const [id = "", other = ""] = await writeHistory(businessId, { slots, pickups });
  const review = { id: freshId("review"), interaction_id: `interaction-${other}`, rating: 3 };
  await sendEvents(domainEvent("review.created", review));
  await rollUp(businessId);
  expect(await outstanding(businessId)).toEqual([]);
  return { businessId, id, other };
}

/** Statements about `?1`, the first pickup's id, and `?2`, the other's. */
const SLOT = "(SELECT slot_id FROM scheduled_pickups WHERE id = ?1)";
const INTERACTION = "interaction_id = 'interaction-' || ?2";
const NEW_REVIEW = "INSERT INTO reviews (id, order_id, interaction_id, rating, event_time, event_id)";
const NEWEST = "unixepoch('2030-01-01') * 1000";
const changes = {
  "a late completion": "UPDATE scheduled_pickups SET actual_pickup_at = ends_at + 1 WHERE id = ?1",
  "another capacity of its slot": `UPDATE time_slots SET capacity = 7 WHERE id = ${SLOT}`,
  "a withdrawal of its slot": `UPDATE time_slots SET status = 'withdrawn' WHERE id = ${SLOT}`,
  "other seats taken of its slot": `UPDATE time_slots SET taken = 0 WHERE id = ${SLOT}`,
  "another share of a listing": `UPDATE slot_listings SET max_orders = 7 WHERE slot_id = ${SLOT}`,
  "the closing of a listing": `UPDATE slot_listings SET is_open = 0 WHERE slot_id = ${SLOT}`,
  "other seats taken of a listing": `UPDATE slot_listings SET taken = 0 WHERE slot_id = ${SLOT}`,
  "a review by its order": `${NEW_REVIEW} VALUES ('r' || ?1, 'order-' || ?1, NULL, 1, ${NEWEST}, 'e')`,
  "a review by its interaction": `${NEW_REVIEW} VALUES ('r' || ?1, NULL, 'interaction-' || ?2, 1, ${NEWEST}, 'e')`,
  "another rating by its order": "UPDATE reviews SET rating = 1 WHERE order_id = 'order-' || ?1",
  "another rating by its interaction": `UPDATE reviews SET rating = 1 WHERE ${INTERACTION}`,
  "a review that was of another order": "UPDATE reviews SET order_id = NULL WHERE order_id = 'order-' || ?1",
  "a review that was of another interaction": `UPDATE reviews SET interaction_id = NULL WHERE ${INTERACTION}`,
  "an order that was of another interaction": `UPDATE orders SET interaction_id = NULL WHERE ${INTERACTION}`,
};

describe("a day in the table", () => {
  /** Holds that the change is seen at once, and that the next roll-up brings it into the table. */
  async function expectReopened(businessId: string, change: () => Promise<unknown>) {
    const before = await sums(businessId);
    await change();
    expect(await outstanding(businessId)).toEqual([day.date]);
    const after = await sums(businessId);
    expect(after).not.toEqual(before);
    await rollUp(businessId);
    expect(await sums(businessId)).toEqual(after);
    expect(await outstanding(businessId)).toEqual([]);
  }

  it.each(Object.entries(changes))("is open again after %s, and shown as it is at once", async (_, statement) => {
    const { businessId, id, other } = await makeRolledUp();
    const values = statement.includes("?2") ? [id, other] : [id];
    await expectReopened(businessId, () =>
      env.DB.prepare(statement)
        .bind(...values)
        .run(),
    );
  });

  it.each([
    ["pickup", { slots: [], pickups: [{ ...pizza, ratings: [] }] }],
    ["slot", { slots: [{ ...day, start: "18:00", capacity: 5, listings: {} }], pickups: [] }],
  ])("is open again after a %s was added late", async (_, more) => {
    const { businessId } = await makeRolledUp();
    await expectReopened(businessId, () => writeHistory(businessId, more));
  });

  it("is open again after a listing was added to a slot late", async () => {
    const { businessId, id } = await makeRolledUp();
    await expectReopened(businessId, () =>
      env.DB.prepare(
        `INSERT INTO slot_listings (slot_id, food_listing_id, business_id, schedule_id, date, max_orders, is_open)
         VALUES (${SLOT}, 'salad', ?2, 'schedule', ?3, 4, 1)`,
      )
        .bind(id, businessId, day.date)
        .run(),
    );
  });

  it("is open again after its order's interaction became known, which was reviewed before", async () => {
    const { businessId, id } = await makeRolledUp();
    const interaction = freshId("interaction");
    await sendEvents(domainEvent("review.created", { id: freshId("review"), interaction_id: interaction, rating: 2 }));
    expect(await outstanding(businessId)).toEqual([]);
    const order = {
      id: `order-${id}`,
      customer_id: "customer",
      business_id: businessId,
      interaction_id: interaction,
      kind: "purchase",
      status: "confirmed",
      payment_status: "paid",
      total_amount: "1.00",
      items: [{ food_listing_id: "pizza", quantity: 1, price_per_item: "1.00" }],
    };
    await expectReopened(businessId, () => sendEvents(domainEvent("order.confirmed", order)));
  });

  it("of another business stays as it is", async () => {
    const [one, other] = [await makeRolledUp(), await makeRolledUp()];
    await env.DB.prepare("UPDATE scheduled_pickups SET status = 'missed' WHERE id = ?").bind(one.id).run();
    expect(await outstanding(other.businessId)).toEqual([]);
  });
});
