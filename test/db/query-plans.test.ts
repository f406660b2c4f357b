import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { d1Projection, readSlot } from "../../src/booking/projection";
import { readConfig } from "../../src/config";
import { settleNotice } from "../../src/db/alerts";
import { primary } from "../../src/db/client";
import { deleteSubscriptions, subscriptionsOf } from "../../src/db/push-subscriptions";
import { addRequestCounts } from "../../src/db/request-metrics";
import { deleteSlots } from "../../src/db/retention";
import { openSessions } from "../../src/db/sessions";
import { ownersOfSlots } from "../../src/db/slots";
import { runCron } from "../../src/jobs/cron";
import { type Call, del, get, patch, post } from "../support/api";
import { observed } from "../support/database";
import { makeBrowser } from "../support/provider-client";
import { deliver } from "../support/queue";
import { makeRecommendation } from "../support/recommendation";
import { inSlot } from "../support/slot";
import { testVariables } from "../support/variables";
import {
  AT_COUNTER,
  domainEvent,
  freshId,
  makeBusiness,
  makeListing,
  makeOrder,
  makePickup,
  makeWorld,
  NOW,
  sendEvents,
  signatureOf,
  slotsOf,
  TOMORROW,
} from "../support/world";

const statements = new Set<string>();

const recorded = { DB: observed(env.DB, { onPrepare: (sql) => void statements.add(sql) }) };

async function plan(sql: string): Promise<string[]> {
  const numbered = [...sql.matchAll(/\?(\d+)/g)].map(([, n]) => Number(n));
  const count = numbered.length > 0 ? Math.max(...numbered) : (sql.match(/\?/g) ?? []).length;
  const explained = env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).bind(...Array<null>(count).fill(null));
  return (await explained.all<{ detail: string }>()).results.map(({ detail }) => detail);
}

/**
 * Walking a list that came as a parameter is no scan of a table, nor is walking what a subquery found (`closing`) or a
 * partial index that holds nothing but the rows asked for.
 */
const PARTIAL = /USING (COVERING )?INDEX (slot_listings_closing|pickup_schedules_active)$/;
const isFullScan = (detail: string) =>
  /^SCAN /.test(detail) &&
  !/^SCAN (j|json_each|\(|CONSTANT|(closing|mine|places)$)|VIRTUAL TABLE/.test(detail) &&
  !PARTIAL.test(detail);

beforeAll(async () => {
  const world = await makeWorld();
  const call = (options: Call): Call => ({ now: NOW, env: recorded, ...options });
  const provider = call({ as: world.provider });
  const pickup = await makePickup(world);
  const customer = call({ as: pickup.customer });
  const admin = { role: "admin", id: freshId("admin") } as const;
  const listing = {
    id: freshId("listing"),
    business_id: world.businessId,
    name: "Soup",
    status: "active",
    pickup_window: "12:00-14:00",
  };
  const events = JSON.stringify([
    domainEvent("business.upserted", { id: world.businessId, name: "Mario's" }, "2026-06-25T07:00:00Z"),
    domainEvent("listing.created", listing),
    domainEvent("listing.expired", { id: listing.id }, "2026-06-25T07:00:00Z"),
    domainEvent("user.upserted", { id: freshId("user"), user_type: "customer" }),
    domainEvent("user.deleted", { id: freshId("user") }),
    domainEvent("order.confirmed", {
      id: freshId("order"),
      customer_id: pickup.customer.id,
      business_id: world.businessId,
      kind: "purchase",
      status: "confirmed",
      payment_status: "paid",
      total_amount: "1.00",
      items: [{ food_listing_id: world.listingId, quantity: 1, price_per_item: "1.00" }],
    }),
    domainEvent("order.cancelled", { id: freshId("order") }),
    domainEvent("review.created", { id: freshId("review"), order_id: pickup.orderId, rating: 5 }),
  ]);
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = {
    "webhook-id": "m",
    "webhook-timestamp": timestamp,
    "webhook-signature": await signatureOf("m", timestamp, events),
  };
  await post("events/", call({ body: events, headers: signature }));

  const location = {
    name: "Back Door",
    address: "1 Lane",
    contact_person: "Jo",
    contact_phone: "+27123456789",
    latitude: 1,
    longitude: 2,
  };
  const made = await post("pickup-locations/", { ...provider, body: { ...location, is_default: true } });
  await get("pickup-locations/?is_active=true", provider);
  await patch(`pickup-locations/${made.body.id}/`, { ...provider, body: { slot_capacity: 3 } });
  await del(`pickup-locations/${made.body.id}/`, provider);
  await del(`pickup-locations/${world.locationId}/`, provider);
  await get(
    `pickup-schedules/?food_listing_id=${world.listingId}&location_id=${world.locationId}&is_active=true`,
    provider,
  );
  await get(`pickup-schedules/?business_id=${world.businessId}`, call({ as: admin }));
  await patch(`pickup-schedules/${world.scheduleId}/`, { ...provider, body: { pickup_window: "17:00-19:30" } });
  await post("generate-time-slots/", { ...provider, body: { food_listing_id: world.listingId, date: TOMORROW } });
  await get(`schedule-overview/?date=${TOMORROW}`, provider);
  await get(`live/board/?date=${TOMORROW}`, provider);
  await get(`live/slots/?food_listing_id=${world.listingId}&date=${TOMORROW}`, customer);
  await post("live/ticket/", {
    ...customer,
    body: { feed: "slots", food_listing_id: world.listingId, date: TOMORROW },
  });
  await get(
    `available-slots/?food_listing_id=${world.listingId}&date=${TOMORROW}&location_id=${world.locationId}`,
    customer,
  );
  await get("my-pickups/?status=scheduled&date_from=2026-01-01&date_to=2027-01-01", customer);
  await get("my-pickups/route/", customer);
  await get(`optimization/?optimization_type=route&date=${TOMORROW}`, provider);
  await get("orders/awaiting-pickup/", customer);
  await get(`pickups/${pickup.id}/`, customer);
  await get(`pickups/${pickup.id}/`, provider);
  await get(`pickups/${pickup.id}/`, call({ as: admin }));
  await get(`public/locations/${world.businessId}/`, call({}));
  await get(new URL(pickup.booked.qr_code.image_url).pathname, call({}));
  const orderId = await makeOrder(world, pickup.customer);
  const slot = (await slotsOf(world)).at(-1);
  const booking = { order_id: orderId, food_listing_id: world.listingId, time_slot_id: slot?.id, date: TOMORROW };
  await post("schedule/", { ...customer, body: booking });
  await post("schedule/", { ...customer, now: "2026-06-27T08:00:00Z", body: { ...booking, order_id: pickup.orderId } });
  await post("schedule/", {
    ...customer,
    now: "2026-06-26T17:30:00Z",
    body: { ...booking, order_id: await makeOrder(world, pickup.customer) },
  });
  const keyed = { ...provider, headers: { "Idempotency-Key": freshId("key") } };
  for (const name of ["One", "One", "Two", ""]) {
    await patch(`pickup-locations/${world.locationId}/`, { ...keyed, body: { name } });
  }
  const refused = { ...provider, headers: { "Idempotency-Key": freshId("key") }, body: { name: "" } };
  await patch(`pickup-locations/${world.locationId}/`, refused);
  await post("verify-code/", { ...provider, now: AT_COUNTER, body: { confirmation_code: pickup.code } });
  await post(`complete-pickup/${pickup.id}/`, { ...provider, now: AT_COUNTER });
  await inSlot(pickup.slot.id, async (object) => {
    const { counts, pickups } = object.inspect();
    if (counts) await d1Projection(recorded.DB).store(pickups, counts);
    await readSlot(recorded.DB, { slotId: pickup.slot.id, locationId: world.locationId, date: TOMORROW });
  });
  for (const filter of [{ slot_id: pickup.slot.id }, { business_id: world.businessId }, { date: TOMORROW }]) {
    await post("admin/reconcile/", call({ as: admin, body: filter }));
  }
  const subscription = await makeBrowser();
  const { body: subscribed } = await post("push-subscriptions/", { ...customer, body: subscription });
  await del("push-subscriptions/", { ...customer, body: { endpoint: subscription.endpoint } });
  await subscriptionsOf(primary({ ...env, ...recorded }), pickup.customer.id);
  await deleteSubscriptions(primary({ ...env, ...recorded }), [subscribed.id]);
  const { body: hook } = await post("webhooks/", { ...provider, body: { url: "http://localhost:9/" } });
  await post("webhooks/", call({ as: admin, body: { url: "http://localhost:9/", business_id: world.businessId } }));
  await get("webhooks/", provider);
  await get("webhooks/", call({ as: admin }));
  await get("privacy/export/", customer);
  await post("privacy/anonymize/", customer);
  await get(`audit/?pickup_id=${pickup.id}`, call({ as: admin }));
  await get(`my-pickups/?customer_id=${pickup.customer.id}`, call({ as: admin }));
  const period = `start_date=2026-06-01&end_date=${TOMORROW}`;
  const part = `location_id=${world.locationId}&food_listing_id=${world.listingId}`;
  await get(`analytics/?${period}&${part}&by_date=true`, provider);
  await get(`analytics/daily-report/?date=${TOMORROW}`, provider);
  await get(`analytics/export/?${period}`, provider);
  await get("optimization/", provider);
  const recommendation = { recommendation_id: await makeRecommendation(world, { ...env, ...recorded }) };
  await post("optimization/apply/", { ...provider, body: recommendation });
  await post("optimization/undo/", { ...provider, body: recommendation });
  await get("health/", call({}));
  await get("admin/jobs/", call({ as: admin }));
  await get("admin/alerts/", call({ as: admin }));
  await get("metrics/", call({ headers: { Authorization: `Bearer ${testVariables.METRICS_TOKEN}` } }));
  await get(`notifications/?pickup_id=${pickup.id}`, customer);
  await get(`notifications/?pickup_id=${pickup.id}`, provider);
  const due = { ...provider, now: `${TOMORROW}T14:10:00Z`, body: { reminder_type: "all", date: TOMORROW } };
  await post("send-reminders/", due);
  await post("send-reminders/", { ...due, as: admin, body: { reminder_type: "1_hour" } });
  const jobEnv = { ...env, ...recorded };
  const deps = {
    ...openSessions(jobEnv.DB),
    env: jobEnv,
    config: readConfig(env),
    db: primary(jobEnv),
    now: Date.parse(AT_COUNTER),
    defer: () => {},
  };
  await ownersOfSlots(deps.db, [pickup.slot.id]);
  await addRequestCounts(deps.db, []);
  await settleNotice(deps.db, { rule: "none", at: 0 }, { emailedAt: null, postedAt: null, settledAt: null });
  const { id: customerId } = pickup.customer;
  const data = { pickup_id: pickup.id, business_id: world.businessId, customer_id: customerId, cancelled_by: "order" };
  const change = { at: deps.now, event: { id: freshId("event"), type: "pickup.cancelled", data } };
  await deliver("pickup-changes", [change], { bindings: jobEnv });
  const told = { webhookId: hook.id, eventId: change.event.id };
  await deliver("webhook-deliveries", [{ ...told, at: deps.now }], { bindings: jobEnv });
  await get(`webhooks/${hook.id}/deliveries/`, provider);
  await get(`webhooks/${hook.id}/deliveries/?state=queued`, provider);
  await post(`webhooks/${hook.id}/deliveries/${told.eventId}/redeliver/`, provider);
  await del(`webhooks/${hook.id}/`, provider);
  const order = await makeOrder(world, pickup.customer);
  await deliver("notifications", [{ subject: order, type: "schedule_pickup", at: deps.now }], { bindings: jobEnv });
  await runCron(deps, "*/30 * * * *");
  await runCron(deps, "30 0 * * *");
  await runCron(deps, "0 23 * * *");
  const rollUp = { job: "roll-up-analytics", at: deps.now, businessId: world.businessId };
  await deliver("jobs", [rollUp], { bindings: jobEnv });
  await deliver("jobs", [{ ...rollUp, job: "train-forecast" }], { bindings: jobEnv });
  await get(`demand-forecast/?location_id=${world.locationId}`, provider);
  await runCron(deps, "0 2 * * *");
  await deleteSlots(deps.db, [pickup.slot.id], "2020-01-01");
  const other = await makeBusiness();
  await makeListing(other.businessId);
  await sendEvents([]);
});

afterAll(() => statements.clear());

/** The statements between a trigger's BEGIN and END, with parameters for the columns of the row that it is about. */
const statementsOf = (trigger: string): string[] =>
  (/\bBEGIN\b(.*)\bEND\b/s.exec(trigger)?.[1] ?? "")
    .split(";")
    .map((statement) => statement.replace(/\b(NEW|OLD)\.`?\w+`?/g, "?").trim())
    .filter((statement) => statement !== "");

async function scansIn(all: Iterable<string>): Promise<string[]> {
  const scans: string[] = [];
  for (const sql of all) {
    const details = (await plan(sql)).filter(isFullScan);
    if (details.length > 0) scans.push(`${details.join(", ")}\n  in ${sql.replace(/\s+/g, " ")}`);
  }
  return scans;
}

describe("every statement of the service", () => {
  it("was seen: all routes, events and jobs ran", () => {
    expect(statements.size).toBeGreaterThan(50);
  });

  it("reaches its rows by an index", async () => {
    expect(await scansIn(statements)).toEqual([]);
  });

  it("would be caught without one", async () => {
    expect((await plan("SELECT * FROM scheduled_pickups WHERE customer_notes = ?")).filter(isFullScan)).toHaveLength(1);
  });
});

describe("every statement of a trigger", () => {
  it("reaches its rows by an index", async () => {
    const { results } = await env.DB.prepare("SELECT sql FROM sqlite_master WHERE type = 'trigger'").all<{
      sql: string;
    }>();
    const found = results.flatMap(({ sql }) => statementsOf(sql));
    expect(results.length).toBeGreaterThanOrEqual(9);
    expect(found.length).toBeGreaterThan(results.length);
    expect(await scansIn(found)).toEqual([]);
  });

  it("would be caught without one", async () => {
    const trigger = `CREATE TRIGGER t AFTER INSERT ON reviews BEGIN
      UPDATE analytics_days SET is_stale = 1 WHERE (business_id, date) IN (
        SELECT business_id, date FROM scheduled_pickups WHERE order_id = NEW.order_id
        UNION SELECT business_id, date FROM scheduled_pickups WHERE order_id = OLD.\`order_id\`);
      DELETE FROM analytics_days WHERE business_id = NEW.business_id;
    END`;
    expect(statementsOf(trigger)).toHaveLength(2);
    expect(await scansIn(statementsOf(trigger))).toEqual([expect.stringMatching(/^SCAN analytics_days\n/)]);
  });
});
