import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../src/config";
import { CODE_LENGTH, codeFrom } from "../../src/domain/confirmation-code";
import { type Answer, type Call, type Caller, call } from "../support/api";
import { copyRow } from "../support/copies";
import { StatementCounter } from "../support/statement-counter";
import { customerWithOrder, freshId, makePickup, makeWorld, NOW, slotsOf, TOMORROW, tomorrow } from "../support/world";

const MANY = 20;

function countedDatabase() {
  const counter = new StatementCounter();
  return { counter, DB: counter.over(env.DB) };
}

/** What a call asks of D1 until it is answered. A counter a call, because some work goes on after its answer. */
async function counted(method: string, path: string, options: Call, { counter, DB } = countedDatabase()) {
  counter.start();
  const answer = await call(method, path, { now: NOW, env: { DB }, ...options });
  const { roundTrips, statements } = counter.take();
  return { answer, roundTrips, statements };
}

const admin: Caller = { role: "admin", id: freshId("admin") };

const freshCode = () => codeFrom(crypto.getRandomValues(new Uint8Array(CODE_LENGTH)));

type Row = Record<string, unknown>;

async function insert(table: string, row: Row): Promise<void> {
  const names = Object.keys(row);
  const places = names.map(() => "?").join(", ");
  const statement = env.DB.prepare(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${places})`);
  await statement.bind(...Object.values(row)).run();
}

/** One row of everything that is listed. */
async function makeOne() {
  const world = await makeWorld();
  const { businessId, provider } = world;
  const pickup = await makePickup(world);
  /** Not booked yet. */
  const order = await customerWithOrder(world);
  const hook = await call("POST", "webhooks/", { as: provider, now: NOW, body: { url: "http://localhost:9/" } });
  const webhookId: string = hook.body.id;
  const about = { pickup_id: pickup.id, business_id: businessId, user_id: pickup.customer.id };
  const queued = { state: "queued", attempts: 0, due_at: 0, created_at: 0 };
  const subject = freshId("subject");
  await insert("notifications", { subject, type: "pickup_booked", channel: "email", ...about, ...queued });
  const event = { event_id: freshId("event"), event_type: "pickup.scheduled", body: "{}" };
  await insert("webhook_deliveries", { webhook_id: webhookId, ...event, ...queued });
  const attemptId = freshId("attempt");
  const checked = { method: "manual", outcome: "confirmed", at: Date.parse(NOW), request_id: "request" };
  await insert("verification_attempts", { id: attemptId, ...about, ...checked });
  return { world, pickup, order, webhookId, subject, attemptId };
}

type Made = Awaited<ReturnType<typeof makeOne>>;

/** So many of everything that is listed, of different customers, listings, locations and businesses where those may differ. */
async function makeMany(): Promise<Made> {
  const made = await makeOne();
  const { world, pickup, order } = made;
  const more = (table: string, id: string, own: (n: number) => Row, key?: string) =>
    copyRow({ table, id, key }, MANY - 1, own);
  const fresh = () => ({ id: crypto.randomUUID() });
  const businesses = await more("businesses", world.businessId, fresh);
  const users = await more("users", pickup.customer.id, fresh);
  const listings = await more("food_listings", world.listingId, fresh);
  const place = (n: number) => ({ ...fresh(), name_key: `${n}`, is_default: 0 });
  const locations = await more("pickup_locations", world.locationId, place);
  const elsewhere = (n: number) => ({ ...fresh(), food_listing_id: listings[n], location_id: locations[n] });
  await more("pickup_schedules", world.scheduleId, elsewhere);
  const booking = (n: number) => ({ ...elsewhere(n), order_id: freshId("order"), confirmation_code: freshCode() });
  await more("scheduled_pickups", pickup.id, (n) => ({ ...booking(n), business_id: businesses[n] }));
  await more("scheduled_pickups", pickup.id, (n) => ({ ...booking(n), customer_id: users[n] }));
  const orders = await more("orders", order.orderId, (n) => ({ ...fresh(), business_id: businesses[n] }));
  const item = (n: number) => ({ order_id: orders[n], food_listing_id: listings[n] });
  await more("order_items", order.orderId, item, "order_id");
  await more("notifications", made.subject, () => ({ subject: freshId("subject") }), "subject");
  await more("verification_attempts", made.attemptId, fresh);
  await more("webhooks", made.webhookId, fresh);
  await more("webhook_deliveries", made.webhookId, () => ({ event_id: freshId("event") }), "webhook_id");
  return made;
}

/** `count`, the results themselves, or another list of the answer. */
type Length = (answer: Answer["body"]) => number;
const total: Length = ({ count }) => count;
const day = `date=${TOMORROW}`;

interface List {
  path(made: Made): string;
  as(made: Made): Caller;
  length: Length;
  roundTrips: number;
}

const customer = ({ pickup }: Made) => pickup.customer;
const provider = ({ world }: Made) => world.provider;
const anAdmin = () => admin;

const lists: Record<string, List> = {
  "a customer's pickups": { path: () => "my-pickups/", as: customer, length: total, roundTrips: 1 },
  "a customer's pickups, to an admin": {
    path: ({ pickup }) => `my-pickups/?customer_id=${pickup.customer.id}`,
    as: anAdmin,
    length: total,
    roundTrips: 1,
  },
  "a business's day": {
    path: () => `schedule-overview/?${day}`,
    as: provider,
    length: ({ total_pickups }) => total_pickups,
    roundTrips: 1,
  },
  "a business's day at the counter": {
    path: () => `live/board/?${day}`,
    as: provider,
    length: ({ pickups }) => pickups.length,
    roundTrips: 1,
  },
  "a business's locations": { path: () => "pickup-locations/", as: provider, length: total, roundTrips: 1 },
  "a business's locations, to anybody": {
    path: ({ world }) => `public/locations/${world.businessId}/`,
    as: customer,
    length: ({ locations }) => locations.length,
    roundTrips: 1,
  },
  "a business's schedules": { path: () => "pickup-schedules/", as: provider, length: total, roundTrips: 1 },
  "orders to be booked": {
    path: () => "orders/awaiting-pickup/",
    as: ({ order }) => order.customer,
    length: total,
    roundTrips: 1,
  },
  "a pickup's notifications": {
    path: ({ pickup }) => `notifications/?pickup_id=${pickup.id}`,
    as: customer,
    length: total,
    roundTrips: 1,
  },
  "a pickup's notifications, to staff": {
    path: ({ pickup }) => `notifications/?pickup_id=${pickup.id}`,
    as: provider,
    length: total,
    roundTrips: 1,
  },
  "a pickup's audit trail": {
    path: ({ pickup }) => `audit/?pickup_id=${pickup.id}&page_size=100`,
    as: provider,
    // Beside looks, of which other tests leave some.
    length: ({ results }) => results.filter(({ action }: { action: string }) => action === "check_code").length,
    roundTrips: 2,
  },
  webhooks: { path: () => "webhooks/", as: provider, length: total, roundTrips: 1 },
  "a webhook's deliveries": {
    path: ({ webhookId }) => `webhooks/${webhookId}/deliveries/`,
    as: provider,
    length: total,
    roundTrips: 2,
  },
  "all that is kept of a user": {
    path: () => "privacy/export/",
    as: customer,
    length: ({ pickups }) => pickups.length,
    roundTrips: 2,
  },
  "the way round a day's pickups, too late for all of them": {
    path: () => `my-pickups/route/?${day}&depart_at=${tomorrow("15:40:00")}`,
    as: customer,
    length: ({ stops }) => stops.filter(({ warning }: { warning: string | null }) => warning !== null).length,
    roundTrips: 3,
  },
};

describe("a list", () => {
  let [one, many]: Made[] = [];

  beforeAll(async () => {
    [one, many] = [await makeOne(), await makeMany()];
  });

  it.each(Object.entries(lists))("of one row costs what twenty rows cost: %s", async (_, list) => {
    const ask = async (made: Made | undefined) => {
      if (!made) throw new Error("Nothing was made");
      const { answer, ...counts } = await counted("GET", list.path(made), { as: list.as(made) });
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      return { ...counts, length: list.length(answer.body) };
    };
    const few = await ask(one);
    expect(few).toMatchObject({ length: 1, roundTrips: list.roundTrips });
    expect(await ask(many)).toEqual({ ...few, length: MANY });
  });
});

describe("the routes that are called most", () => {
  let made: Made;

  beforeAll(async () => {
    made = await makeOne();
  });

  it("check slots in one round trip, and in none from memory", async () => {
    const { world, pickup } = made;
    const path = `available-slots/?food_listing_id=${world.listingId}&${day}&location_id=${world.locationId}`;
    const database = countedDatabase(); // what is remembered goes by it
    const first = await counted("GET", path, { as: pickup.customer }, database);
    expect(first).toMatchObject({ roundTrips: 1, statements: 1 });
    const second = await counted("GET", path, { as: pickup.customer }, database);
    expect(second).toMatchObject({ roundTrips: 0, answer: { body: first.answer.body } });
  });

  it("read all that a booking is judged by in one round trip", async () => {
    const { world, order } = made;
    const [slot] = await slotsOf(world);
    const body = { order_id: order.orderId, food_listing_id: world.listingId, time_slot_id: slot?.id, date: TOMORROW };
    const booked = await counted("POST", "schedule/", { as: order.customer, body });
    expect(booked).toMatchObject({ answer: { status: 201 }, roundTrips: 1, statements: 1 });
  });

  it.each([
    ["its customer", 1, customer],
    ["its business, whose look is recorded", 2, provider],
    ["an admin, whose look is recorded", 2, anAdmin],
  ])("show a pickup to %s in one round trip", async (_, statements, as) => {
    for (const path of [`pickups/${made.pickup.id}/`, `pickups/${made.pickup.id}/calendar.ics`]) {
      const shown = await counted("GET", path, { as: as(made) });
      expect(shown).toMatchObject({ answer: { status: 200 }, roundTrips: 1, statements });
    }
  });

  it("ask once more for today's overview: which day that is depends on the business", async () => {
    const shown = await counted("GET", "schedule-overview/", { as: made.world.provider });
    expect(shown).toMatchObject({ answer: { status: 200 }, roundTrips: 2 });
  });
});

describe("what is looked at and not there", () => {
  it("is not recorded as seen", async () => {
    const { world, pickup } = await makeOne();
    const other = await makeWorld();
    const looks = () =>
      env.DB.prepare("SELECT count(*) AS n FROM access_log WHERE pickup_id = ? OR business_id IN (?, 'nobody')")
        .bind(pickup.id, world.businessId)
        .first<number>("n");
    const before = await looks();
    const calls: [string, Caller][] = [
      [`pickups/${pickup.id}/`, other.provider],
      [`notifications/?pickup_id=${pickup.id}`, other.provider],
      [`schedule-overview/?${day}&business_id=nobody`, admin],
    ];
    for (const [path, as] of calls) expect((await call("GET", path, { as, now: NOW })).status).toBe(404);
    expect(await looks()).toBe(before);
  });
});

describe("the last page that can be asked for", () => {
  it("names no next one, though more rows are there", async () => {
    await env.DB.prepare(`
      WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
      INSERT INTO alert_notices (id, rule, at, kind, sample)
      SELECT 'notice-' || n, 'scheduling_jobs_overdue', n, 'firing', 0 FROM numbers`)
      .bind(LIMITS.maxPage)
      .run();
    const page = (number: number) => call("GET", `admin/alerts/?page_size=1&page=${number}`, { as: admin, now: NOW });
    const last = await page(LIMITS.maxPage);
    expect(last).toMatchObject({ status: 200, body: { count: LIMITS.maxPage + 1, next: null } });
    expect(last.body.results).toHaveLength(1);
    expect((await page(LIMITS.maxPage + 1)).status).toBe(400);
    expect((await page(LIMITS.maxPage - 1)).body.next).toMatch(new RegExp(`page=${LIMITS.maxPage}$`));
  });
});
