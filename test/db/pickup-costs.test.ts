import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { PickupChange } from "../../src/booking/effects";
import { d1Projection } from "../../src/booking/projection";
import { readConfig } from "../../src/config";
import type { NotificationMessage } from "../../src/operations/notify";
import { signToken } from "../../src/qr/token";
import { type Answer, call } from "../support/api";
import {
  ANSWER_CHARACTERS,
  type Cost,
  IMAGE_BYTES,
  NOTIFICATIONS_KEPT,
  OBJECT_BYTES,
  PICKUP_LIFE,
  SLOT_ROWS_WRITTEN,
} from "../support/pickup-costs";
import { deliver, heldQueue } from "../support/queue";
import { inSlot } from "../support/slot";
import { StatementCounter } from "../support/statement-counter";
import {
  AT_COUNTER,
  firstSlot,
  freshId,
  makeBusiness,
  makeCustomer,
  makeListing,
  makeWorld,
  NOW,
  orderEvents,
  type ShownSlot,
  signatureOf,
  TOMORROW,
  tomorrow,
  type World,
} from "../support/world";

const OBJECTS = ["PICKUP_SLOT", "ATTEMPT_COUNTER", "SLOT_FEED", "BOARD_FEED"] as const;

/** The Worker's bindings, counted; what they put on queues stays there for the test to deliver. */
class Scales {
  readonly changes = heldQueue<PickupChange>();
  readonly notifications = heldQueue<NotificationMessage>();
  readonly #outbound = heldQueue<unknown>();
  readonly bindings: Env;
  #counter = new StatementCounter();
  #objectCalls = 0;
  #objectRows: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
  #messages = 0;

  constructor() {
    this.bindings = {
      ...env,
      ...Object.fromEntries(OBJECTS.map((name) => [name, this.#countCalls(env[name] as DurableObjectNamespace)])),
      PICKUP_CHANGES: this.changes.queue,
      NOTIFICATIONS: this.notifications.queue,
      OUTBOUND_EVENTS: this.#outbound.queue,
    };
  }

  /** Has a slot's object work with the same bindings. */
  async putUnder(slotId: string): Promise<void> {
    await inSlot(slotId, (object, { storage: { sql } }) => {
      object.projection = { store: (...batch) => d1Projection(this.bindings.DB).store(...batch) };
      Object.assign(object, { env: this.bindings });
      const exec = sql.exec.bind(sql);
      const keep = (...args: Parameters<typeof exec>) => {
        const cursor = exec(...args);
        this.#objectRows.push(cursor);
        return cursor;
      };
      Object.assign(sql, { exec: keep });
    });
  }

  /** From nothing, on a counter of its own: what an earlier step left to be done after its answer is none of this one. */
  start(): void {
    this.#counter = new StatementCounter();
    this.bindings.DB = this.#counter.over(env.DB);
    this.#counter.start();
    this.#objectCalls = 0;
    this.#objectRows = [];
    this.#messages = this.#sent();
  }

  read(): Cost {
    const { roundTrips, rowsWritten } = this.#counter.counts;
    return {
      roundTrips,
      rowsWritten,
      objectCalls: this.#objectCalls,
      objectRowsWritten: this.#objectRows.reduce((sum, cursor) => sum + cursor.rowsWritten, 0),
      messages: this.#sent() - this.#messages,
    };
  }

  #sent(): number {
    return [this.changes, this.notifications, this.#outbound].reduce((sum, { sizes }) => sum + sizes.reduce(add, 0), 0);
  }

  #countCalls(namespace: DurableObjectNamespace): DurableObjectNamespace {
    return new Proxy(namespace, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          if (key === "getByName") this.#objectCalls += 1;
          return value.apply(target, args);
        };
      },
    });
  }
}

const add = (a: number, b: number): number => a + b;

describe("a pickup", () => {
  const scales = new Scales();
  let world: World;
  let slot: ShownSlot;
  let pickupId: string;
  const key = freshId("key");

  beforeAll(async () => {
    world = await makeWorld();
    slot = await firstSlot(world);
    await scales.putUnder(slot.id);
  });

  async function costs<T>(step: keyof typeof PICKUP_LIFE, work: (bindings: Env) => Promise<T>): Promise<T> {
    scales.start();
    const answer = await work(scales.bindings);
    // What follows an answer takes its time.
    await vi.waitFor(() => expect(scales.read(), step).toEqual(PICKUP_LIFE[step]), 5_000);
    return answer;
  }

  const request = async (step: keyof typeof PICKUP_LIFE, path: string, options: Parameters<typeof call>[2]) => {
    const send = (bindings: Env): Promise<Answer> => call("POST", path, { now: NOW, env: { ...bindings }, ...options });
    const answer = await costs(step, send);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };

  const notified = (step: keyof typeof PICKUP_LIFE, message: NotificationMessage | undefined) =>
    costs(step, (bindings) => deliver("notifications", [message], { bindings }));
  const followed = (step: keyof typeof PICKUP_LIFE) =>
    costs(step, (bindings) => deliver("pickup-changes", [scales.changes.sent.shift()?.body], { bindings }));
  const nextNotification = () => scales.notifications.sent.shift()?.body;

  it("costs what the arithmetic of src/db/README.md takes it to cost", async () => {
    const customer = await makeCustomer();
    const orderId = freshId("order");
    const body = JSON.stringify(orderEvents(world, [{ id: orderId, customerId: customer.id }]));
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const signature = await signatureOf("message", timestamp, body);
    const headers = { "webhook-id": "message", "webhook-timestamp": timestamp, "webhook-signature": signature };
    await request("its order comes in", "events/", { body, headers });
    await notified("its customer is invited", nextNotification());

    const { pickup } = await request("it is booked", "schedule/", {
      as: customer,
      headers: { "Idempotency-Key": key },
      body: { order_id: orderId, food_listing_id: world.listingId, time_slot_id: slot.id, date: TOMORROW },
    });
    pickupId = pickup.id;
    await followed("its messages are written down");
    await notified("it is confirmed", nextNotification());
    const reminder = (type: NotificationMessage["type"], at: string) => ({
      subject: pickupId,
      type,
      at: Date.parse(tomorrow(at)),
    });
    await notified("an hour before", reminder("reminder_1_hour", "14:00:00"));
    await notified("half an hour before", reminder("reminder_30_minutes", "14:30:00"));

    const token = await signToken(readConfig(env).qrKeys, { pickupId, code: pickup.confirmation_code });
    const atCounter = { as: world.provider, now: AT_COUNTER };
    await request("its code is checked", "verify-code/", { ...atCounter, body: { qr_token: token } });
    const handedOver = { verification_method: "qr_code" };
    await request("it is handed over", `complete-pickup/${pickupId}/`, { ...atCounter, body: handedOver });
    await followed("the check is followed");
    await followed("the hand-over is followed");
    await notified("its customer is thanked", nextNotification());
  });

  it("leaves as much behind", async () => {
    const sql = `SELECT sum(type LIKE 'reminder%' AND state = 'sent') AS year, count(*) AS total
      FROM notifications WHERE pickup_id = ?1 OR subject = (SELECT order_id FROM scheduled_pickups WHERE id = ?1)`;
    const kept = await env.DB.prepare(sql).bind(pickupId).first<{ year: number; total: number }>();
    const { year, month } = NOTIFICATIONS_KEPT;
    expect(kept).toEqual({ year, total: year + month });
    expect(await inSlot(slot.id, (_, { storage }) => storage.sql.databaseSize)).toBe(OBJECT_BYTES);
    const { objects } = await env.QR_CODES.list({ prefix: `qr/${pickupId}` });
    const answer = await env.DB.prepare("SELECT length(sealed_answer) AS n FROM idempotency_keys WHERE key = ?")
      .bind(key)
      .first<number>("n");
    const sizes = [Number(objects[0]?.size) / IMAGE_BYTES, Number(answer) / ANSWER_CHARACTERS];
    for (const share of sizes) {
      expect(share).toBeLessThanOrEqual(1);
      expect(share).toBeGreaterThan(0.9);
    }
  });

  it("is in a slot that costs as much to lay", async () => {
    const { businessId, provider, locationId } = await makeBusiness();
    const listingId = await makeListing(businessId);
    const counter = new StatementCounter();
    counter.start();
    const body = { food_listing_id: listingId, location_id: locationId, pickup_window: "17:00-19:00" };
    await call("POST", "pickup-schedules/", { as: provider, now: NOW, env: { DB: counter.over(env.DB) }, body });
    const { rowsWritten } = counter.take();
    const laid = await env.DB.prepare("SELECT count(*) FROM slot_listings WHERE food_listing_id = ?")
      .bind(listingId)
      .first<number>("count(*)");
    expect(Math.ceil(rowsWritten / Number(laid))).toBe(SLOT_ROWS_WRITTEN);
  });
});
