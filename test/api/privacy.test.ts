import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { ChangeCommand } from "../../src/booking/commands";
import { type Caller, get, post } from "../support/api";
import { cutOffD1, expectAgreement, inSlot, pickupsInD1, pickupsInObject, stubOf } from "../support/slot";
import {
  AT_COUNTER,
  book,
  cancel,
  domainEvent,
  firstSlot,
  freshId,
  makeCustomer,
  makeOrder,
  makePickup,
  makeWorld,
  NOW,
  sendEvents,
  slotsOf,
  type World,
} from "../support/world";

const admin: Caller = { role: "admin", id: freshId("admin") };
const NOTES = "Ring at the blue door";

const collect = (world: World, id: string) =>
  post(`complete-pickup/${id}/`, { as: world.provider, now: AT_COUNTER, body: { business_notes: "Wore a red hat" } });

describe("the export of a user's data", () => {
  it("has the contract's keys and the user's own words", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world, { notes: NOTES });
    const answer = await get("privacy/export/", { as: pickup.customer, now: NOW });
    expect(answer.body).toEqual({
      user_id: pickup.customer.id,
      export_date: NOW,
      pickups: [
        {
          confirmation_code: pickup.code,
          scheduled_date: "2026-06-26",
          status: "scheduled",
          location: "Main Counter",
          customer_notes: NOTES,
          created_at: NOW,
        },
      ],
    });
    expect((await get(`privacy/export/?user_id=${pickup.customer.id}`, { as: admin, now: NOW })).body).toEqual(
      answer.body,
    );
  });

  it("is one's own: naming another user changes nothing, and admins must name one", async () => {
    const world = await makeWorld();
    const [mine, theirs] = [await makePickup(world), await makePickup(world)];
    const answer = await get(`privacy/export/?user_id=${theirs.customer.id}`, { as: mine.customer, now: NOW });
    expect(answer.body.user_id).toBe(mine.customer.id);
    expect(JSON.stringify(answer.body)).not.toContain(theirs.code);
    expect((await get("privacy/export/", { as: admin })).status).toBe(400);
    expect((await get("privacy/export/", { as: world.provider })).status).toBe(403);
  });
});

describe("anonymising a user", () => {
  it("cancels what is live, replaces every text in object and D1, and keeps the numbers", async () => {
    const world = await makeWorld();
    const [done, live] = [
      await makePickup(world, { notes: NOTES }),
      await makePickup(world, { notes: "Someone else's" }),
    ];
    await collect(world, done.id);
    const answer = await post("privacy/anonymize/", { as: done.customer, now: AT_COUNTER });
    expect(answer.body).toMatchObject({ user_id: done.customer.id, pickups_anonymized: 1 });
    const details = await get(`pickups/${done.id}/`, { as: done.customer, now: AT_COUNTER });
    expect(details.body).toMatchObject({
      status: "completed",
      customer_notes: "[ANONYMIZED]",
      business_notes: "[ANONYMIZED]",
      qr_code: { data: {} },
      food_listing: { quantity: 2, total_value: "25.00" },
    });
    const other = await get(`pickups/${live.id}/`, { as: live.customer, now: AT_COUNTER });
    expect(other.body).toMatchObject({ status: "scheduled", customer_notes: "Someone else's" });
    const overview = await get("schedule-overview/", { as: world.provider, now: AT_COUNTER });
    expect(overview.body).toMatchObject({ total_pickups: 2, completed_pickups: 1 });
    expect(await env.QR_CODES.head(`qr/${done.id}.svg`)).toBeNull();
    await expectAgreement(done.slot.id);

    await post("privacy/anonymize/", { as: live.customer, now: NOW });
    const cancelled = await get(`pickups/${live.id}/`, { as: live.customer, now: NOW });
    expect(cancelled.body).toMatchObject({ status: "cancelled", customer_notes: "[ANONYMIZED]" });
    const log = await env.DB.prepare("SELECT action, reason, pickup_id, by_user_id FROM data_log WHERE user_id = ?")
      .bind(live.customer.id)
      .all();
    const wish = { reason: "gdpr_request", by_user_id: live.customer.id };
    expect(log.results).toEqual([
      { ...wish, action: "anonymization_requested", pickup_id: null },
      { ...wish, action: "anonymized", pickup_id: live.id },
    ]);
  });

  it("is one's own: naming another user leaves theirs as it is", async () => {
    const world = await makeWorld();
    const [mine, theirs] = [await makePickup(world), await makePickup(world, { notes: NOTES })];
    const body = { user_id: theirs.customer.id };
    expect((await post("privacy/anonymize/", { as: mine.customer, now: NOW, body })).body.user_id).toBe(
      mine.customer.id,
    );
    const untouched = await get(`pickups/${theirs.id}/`, { as: theirs.customer, now: NOW });
    expect(untouched.body).toMatchObject({ status: "scheduled", customer_notes: NOTES });
    expect((await post("privacy/anonymize/", { as: admin, now: NOW })).status).toBe(400);
    expect((await post("privacy/anonymize/", { as: world.provider, now: NOW, body })).status).toBe(403);
  });

  it("is for good: writing the object out again brings no text back", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world, { notes: NOTES });
    const [before] = await pickupsInObject(pickup.slot.id);
    await collect(world, pickup.id);
    await post("privacy/anonymize/", { as: admin, now: AT_COUNTER, body: { user_id: pickup.customer.id } });
    await inSlot(pickup.slot.id, async (slot) => {
      const { counts } = slot.inspect();
      if (before && counts) await slot.projection.store([before], counts);
    });
    await post("admin/reconcile/", { as: admin, body: { slot_id: pickup.slot.id } });
    const [after] = await pickupsInObject(pickup.slot.id);
    expect(after?.customerNotes).not.toBe(before?.customerNotes);
    expect((await get(`pickups/${pickup.id}/`, { as: pickup.customer })).body.customer_notes).toBe("[ANONYMIZED]");
  });

  it("takes along what the user books meanwhile", async () => {
    const world = await makeWorld();
    const first = await makePickup(world, { notes: NOTES });
    const [, later] = await slotsOf(world);
    if (!later) throw new Error("The world has one slot only");
    const orderId = await makeOrder(world, first.customer);
    let isBooked = false;
    const bookingMeanwhile = {
      getByName: (name: string) => ({
        change: async (command: ChangeCommand) => {
          const outcome = await env.PICKUP_SLOT.getByName(name).change(command);
          if (!isBooked) {
            isBooked = true;
            expect((await book(world, later.id, { orderId, customer: first.customer })).status).toBe(201);
          }
          return outcome;
        },
      }),
    };
    const answer = await post("privacy/anonymize/", {
      as: first.customer,
      now: NOW,
      env: { PICKUP_SLOT: bookingMeanwhile },
    });
    expect(answer).toMatchObject({ status: 200, body: { pickups_anonymized: 2 } });
    for (const { id, slotId } of [
      { id: first.id, slotId: first.slot.id },
      { id: (await pickupsInD1(later.id))[0]?.id, slotId: later.id },
    ]) {
      const details = await get(`pickups/${id}/`, { as: first.customer, now: NOW });
      expect(details.body).toMatchObject({ status: "cancelled", customer_notes: "[ANONYMIZED]" });
      await expectAgreement(slotId);
    }
  });

  it("reaches a pickup that its slot's object has forgotten", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world, { notes: NOTES });
    await inSlot(pickup.slot.id, (slot) => slot.purge());
    const answer = await post("privacy/anonymize/", { as: pickup.customer, now: NOW });
    expect(answer).toMatchObject({ status: 200, body: { pickups_anonymized: 1 } });
    const details = await get(`pickups/${pickup.id}/`, { as: pickup.customer, now: NOW });
    expect(details.body).toMatchObject({ status: "cancelled", customer_notes: "[ANONYMIZED]" });
    await expectAgreement(pickup.slot.id);
  });

  it("reaches a booking that was answered 503 and comes to D1 later: it does not come at all", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const customer = await makeCustomer();
    const order = { customer, orderId: await makeOrder(world, customer) };
    const reconnect = await cutOffD1(slot.id);
    expect((await book(world, slot.id, order, { notes: NOTES })).status).toBe(503);
    const answer = await post("privacy/anonymize/", { as: customer, now: "2026-06-25T08:00:01Z" });
    expect(answer).toMatchObject({ status: 200, body: { pickups_anonymized: 0 } });
    reconnect();
    await runDurableObjectAlarm(stubOf(slot.id));
    expect([await pickupsInD1(slot.id), await pickupsInObject(slot.id)]).toEqual([[], []]);
    const later = { date: "2026-06-26", now: "2026-06-25T08:00:02Z" };
    expect((await book(world, slot.id, order, later)).status).toBe(201);
    await expectAgreement(slot.id);
  });

  it("takes along what staff would get again about them by an idempotency key", async () => {
    const world = await makeWorld();
    const [theirs, others] = [await makePickup(world, { notes: NOTES }), await makePickup(world, { notes: NOTES })];
    const check = ({ id, code }: typeof theirs) =>
      post("verify-code/", {
        as: world.provider,
        now: AT_COUNTER,
        body: { confirmation_code: code },
        headers: { "Idempotency-Key": id },
      });
    for (const pickup of [theirs, others]) expect((await check(pickup)).status).toBe(200);
    await post("privacy/anonymize/", { as: theirs.customer, now: AT_COUNTER });
    const again = await check(theirs);
    expect(again.status).toBe(422);
    expect(JSON.stringify(again.body)).not.toContain(NOTES);
    expect((await check(others)).headers.get("Idempotency-Replayed")).toBe("true");
  });

  it("may be repeated, finds nothing the second time, and takes kept answers along", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world, { notes: NOTES });
    await cancel(pickup.id, pickup.customer);
    await post("privacy/anonymize/", { as: pickup.customer, now: NOW, headers: { "Idempotency-Key": "once" } });
    const again = await post("privacy/anonymize/", { as: pickup.customer, now: NOW });
    expect(again.body.pickups_anonymized).toBe(0);
    const kept = await env.DB.prepare("SELECT count(*) AS n FROM idempotency_keys WHERE caller = ?")
      .bind(`customer::${pickup.customer.id}`)
      .first();
    expect(kept).toEqual({ n: 0 });
  });

  it("follows from user.deleted, after which no name, phone or text is left", async () => {
    const world = await makeWorld();
    const [done, live] = [await makePickup(world, { notes: NOTES }), await makePickup(world)];
    await collect(world, done.id);
    for (const { customer } of [done, live]) {
      const event = domainEvent("user.deleted", { id: customer.id }, "2026-06-26T16:00:00Z");
      expect((await sendEvents(event, "2026-06-26T16:00:00Z")).status).toBe(202);
    }
    const details = await get(`pickups/${done.id}/`, { as: admin, now: AT_COUNTER });
    expect(details.body).toMatchObject({ status: "completed", customer_notes: "[ANONYMIZED]" });
    expect((await get(`pickups/${live.id}/`, { as: admin, now: AT_COUNTER })).body.status).toBe("cancelled");
    const overview = await get("schedule-overview/?date=2026-06-26", { as: world.provider, now: AT_COUNTER });
    expect(overview.body.pickups_by_hour["17"]).toMatchObject([{ customer_name: "", customer_phone: "" }]);
  });
});
