import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { type Call, del, get, patch, post } from "../support/api";
import { cutOffD1, pickupsInD1 } from "../support/slot";
import {
  firstSlot,
  freshId,
  mainCounter,
  makeBusiness,
  makeCustomer,
  makeOrder,
  makeWorld,
  NOW,
  slotsOf,
  TOMORROW,
} from "../support/world";

const withKey = (key: string, options: Call): Call => ({ now: NOW, ...options, headers: { "Idempotency-Key": key } });

async function ready() {
  const world = await makeWorld();
  const customer = await makeCustomer();
  const orderId = await makeOrder(world, customer);
  const slot = await firstSlot(world);
  const body = { order_id: orderId, food_listing_id: world.listingId, time_slot_id: slot.id, date: TOMORROW };
  return { world, customer, slot, body };
}

describe("an idempotency key", () => {
  it("gets the first answer again, word for word, and makes nothing twice", async () => {
    const { provider } = await makeBusiness();
    const key = freshId("key");
    const create = () =>
      post("pickup-locations/", withKey(key, { as: provider, body: { ...mainCounter, name: "Back Door" } }));
    const [first, second] = [await create(), await create()];
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(second.headers.get("Idempotency-Replayed")).toBe("true");
    expect(first.headers.get("Idempotency-Replayed")).toBeNull();
    expect((await get("pickup-locations/", { as: provider })).body.count).toBe(2);
  });

  it("replays an answer without a body", async () => {
    const { provider } = await makeBusiness();
    const made = await post("pickup-locations/", {
      as: provider,
      now: NOW,
      body: { ...mainCounter, name: "Back Door" },
    });
    const remove = () => del(`pickup-locations/${made.body.id}/`, withKey("remove-1", { as: provider }));
    expect((await remove()).status).toBe(204);
    const again = await remove();
    expect([again.status, again.headers.get("Idempotency-Replayed")]).toEqual([204, "true"]);
  });

  it("is refused with another body", async () => {
    const { provider, locationId } = await makeBusiness();
    const rename = (name: string) =>
      patch(`pickup-locations/${locationId}/`, withKey("rename", { as: provider, body: { name } }));
    expect((await rename("One")).status).toBe(200);
    expect(await rename("Two")).toMatchObject({
      status: 422,
      body: { error: { code: "BOOKING_CONFLICT", details: { rule: "idempotency_key_reused" } } },
    });
    expect((await get(`pickup-locations/${locationId}/`, { as: provider })).body.name).toBe("One");
  });

  it("belongs to its caller and its path", async () => {
    const [one, other] = [await makeBusiness(), await makeBusiness()];
    const key = freshId("key");
    const rename = (owner: typeof one, name: string) =>
      patch(`pickup-locations/${owner.locationId}/`, withKey(key, { as: owner.provider, body: { name } }));
    expect((await rename(one, "Mine")).body.name).toBe("Mine");
    expect((await rename(other, "Theirs")).body.name).toBe("Theirs");
    const elsewhere = await post("pickup-locations/", withKey(key, { as: one.provider, body: mainCounter }));
    expect(elsewhere.headers.get("Idempotency-Replayed")).toBeNull();
  });

  it("of a member of staff at one business is another at the next", async () => {
    const [one, other] = [await makeBusiness(), await makeBusiness()];
    const twin = { ...one.provider, businessId: other.businessId };
    const body = { ...mainCounter, name: "Back Door" };
    const [first, second] = [
      await post("pickup-locations/", withKey("twin", { as: one.provider, body })),
      await post("pickup-locations/", withKey("twin", { as: twin, body })),
    ];
    expect([first.body.business.id, second.body.business.id]).toEqual([one.businessId, other.businessId]);
    expect(second.headers.get("Idempotency-Replayed")).toBeNull();
  });

  it("makes one pickup of many calls at once: the others are told to wait, and the repeat gets its answer", async () => {
    const { world, customer, slot, body } = await ready();
    const call = () => post("schedule/", withKey("tap", { as: customer, body }));
    const answers = await Promise.all(Array.from({ length: 6 }, call));
    const booked = answers.filter(({ status }) => status === 201);
    expect(booked.length).toBeGreaterThan(0);
    for (const { status, body: refused, headers } of answers.filter((answer) => answer.status !== 201)) {
      expect([status, refused.error.details.rule]).toEqual([422, "in_progress"]);
      expect(Number(headers.get("Retry-After"))).toBeGreaterThan(0);
    }
    expect((await call()).body).toEqual(booked[0]?.body);
    expect(await pickupsInD1(slot.id)).toHaveLength(1);
    expect((await slotsOf(world))[0]?.available_spots).toBe(4);
  });

  it("on two slots at once books only one of them", async () => {
    const { world, customer, body } = await ready();
    const slots = await slotsOf(world);
    const answers = await Promise.all(
      slots.map((slot) =>
        post("schedule/", withKey("either", { as: customer, body: { ...body, time_slot_id: slot.id } })),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body: refused } of answers.filter((answer) => answer.status !== 201)) {
      expect([status, refused.error.details.rule]).toEqual([422, "idempotency_key_reused"]);
    }
  });

  it("is free again after a refusal", async () => {
    const { world, customer, body } = await ready();
    const late = { ...body, time_slot_id: crypto.randomUUID() };
    const key = freshId("key");
    expect((await post("schedule/", withKey(key, { as: customer, body: late }))).status).toBe(404);
    expect((await post("schedule/", withKey(key, { as: customer, body }))).status).toBe(201);
    expect(await slotsOf(world)).toHaveLength(4);
  });

  it("left behind by a crash expires, and the repeat gets the booking's own answer", async () => {
    const { customer, slot, body } = await ready();
    const booked = await post("schedule/", { as: customer, now: NOW, body });
    const text = new TextEncoder().encode(JSON.stringify(body));
    const hash = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", text)), (b) =>
      b.toString(16).padStart(2, "0"),
    );
    const now = Date.parse(NOW);
    await env.DB.prepare(
      `INSERT INTO idempotency_keys (caller, target, key, body_hash, claimed_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)`,
    )
      .bind(
        `customer::${customer.id}`,
        "POST /api/scheduling/schedule",
        "crashed",
        hash.join(""),
        now - 59_000,
        now + 1e7,
      )
      .run();
    const call = (at: string) => post("schedule/", withKey("crashed", { as: customer, now: at, body }));
    expect((await call(NOW)).body.error.details.rule).toBe("in_progress");
    const other = { as: customer, now: "2026-06-25T08:00:02Z", body: { ...body, customer_notes: "Other" } };
    const reused = await post("schedule/", withKey("crashed", other));
    expect(reused.body.error.details.rule).toBe("idempotency_key_reused");
    expect(await call("2026-06-25T08:00:02Z")).toMatchObject({
      status: 201,
      body: { pickup: { id: booked.body.pickup.id } },
    });
    expect(await pickupsInD1(slot.id)).toHaveLength(1);
  });

  it("is not kept after an answer of 503", async () => {
    const { customer, slot, body } = await ready();
    const reconnect = await cutOffD1(slot.id);
    const call = () => post("schedule/", withKey("down", { as: customer, body }));
    expect((await call()).status).toBe(503);
    reconnect();
    expect((await call()).status).toBe(201);
    expect(await pickupsInD1(slot.id)).toHaveLength(1);
  });

  it("is forgotten after a day, and its answer is sealed until then", async () => {
    const { provider, locationId } = await makeBusiness();
    const key = freshId("key");
    const rename = (name: string, now: string) =>
      patch(`pickup-locations/${locationId}/`, { ...withKey(key, { as: provider, body: { name } }), now });
    await rename("A name to hide", NOW);
    const row = await env.DB.prepare("SELECT sealed_answer FROM idempotency_keys WHERE key = ?").bind(key).first();
    expect(JSON.stringify(row)).not.toContain("A name to hide");
    expect((await rename("Another", "2026-06-26T07:59:59Z")).status).toBe(422);
    expect((await rename("Another", "2026-06-26T08:00:00Z")).body.name).toBe("Another");
  });

  it.each(["", "two words", "x".repeat(256)])("that is malformed is refused: %j", async (key) => {
    const { provider, locationId } = await makeBusiness();
    const options = { as: provider, now: NOW, body: { name: "New" } };
    const answer = await patch(`pickup-locations/${locationId}/`, {
      ...options,
      headers: { "Idempotency-Key": key },
    });
    expect(answer.status).toBe(400);
  });
});
