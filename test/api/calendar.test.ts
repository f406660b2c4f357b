import { describe, expect, it } from "vitest";
import { type Answer, type Caller, get } from "../support/api";
import { calendarOf } from "../support/calendar";
import { cancel, freshId, makePickup, makeWorld, NOW, TOMORROW, tomorrow } from "../support/world";

const admin: Caller = { role: "admin", id: freshId("admin") };

const file = (pickupId: string, as: Caller, now = NOW): Promise<Answer> =>
  get(`pickups/${pickupId}/calendar.ics`, { as, now });

describe("a pickup's calendar file", () => {
  it("is a download that says what, when and where, with an alarm an hour before", async () => {
    const pickup = await makePickup(await makeWorld());
    const { status, headers, body } = await file(pickup.id, pickup.customer);
    expect(status).toBe(200);
    expect(headers.get("Content-Type")).toBe("text/calendar; charset=utf-8");
    expect(headers.get("Content-Disposition")).toBe(`attachment; filename="pickup-${TOMORROW}.ics"`);
    const { calendar, event, alarm } = calendarOf(body);
    expect(calendar).toMatchObject({ VERSION: "2.0", METHOD: "PUBLISH" });
    expect(event).toMatchObject({
      UID: `${pickup.id}@scheduling.save-n-bite`,
      DTSTAMP: "20260625T080000Z",
      DTSTART: "20260626T150000Z",
      DTEND: "20260626T152500Z",
      SUMMARY: "Collect 2 × Margherita Pizza at Mario's Restaurant",
      LOCATION: "Main Counter\n123 Main Street, Pretoria, 0001",
      GEO: "-25.7479;28.2293",
      DESCRIPTION: `Code: ${pickup.code}\nEnter through main entrance`,
      STATUS: "CONFIRMED",
    });
    expect(alarm).toMatchObject({ ACTION: "DISPLAY", TRIGGER: "-PT1H" });
  });

  it("has the true instants of another zone's day", async () => {
    const pickup = await makePickup(await makeWorld({ timezone: "America/New_York" }));
    const { event } = calendarOf((await file(pickup.id, pickup.customer)).body);
    expect(event).toMatchObject({ DTSTART: "20260626T210000Z", DTEND: "20260626T212500Z" });
  });

  it("updates the entry it made: the same UID, a higher SEQUENCE, cancelled and silent", async () => {
    const pickup = await makePickup(await makeWorld());
    const before = calendarOf((await file(pickup.id, pickup.customer)).body);
    await cancel(pickup.id, pickup.customer);
    const after = calendarOf((await file(pickup.id, pickup.customer, tomorrow("07:00:00"))).body);
    expect(after.event).toMatchObject({ UID: before.event.UID, STATUS: "CANCELLED", DTSTART: before.event.DTSTART });
    expect(Number(after.event.SEQUENCE)).toBeGreaterThan(Number(before.event.SEQUENCE));
    expect(after.alarm).toBeNull();
    expect(after.event.DESCRIPTION).not.toContain(pickup.code);
  });

  it("keeps the code from everybody but the customer", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    for (const as of [world.provider, admin]) {
      const { status, body } = await file(pickup.id, as);
      expect(status).toBe(200);
      expect(body).not.toContain(pickup.code);
    }
  });

  it("survives any text: lines of at most 75 bytes, and comes back as it was", async () => {
    const name = `Crème brûlée 🍮; "à la carte", \\ ${"🥐é漢".repeat(20)} BEGIN:VALARM`;
    const world = await makeWorld({
      listing: { name },
      location: { instructions: "Ring twice\\nSTATUS:CANCELLED; wait" },
    });
    const pickup = await makePickup(world);
    const { body } = await file(pickup.id, pickup.customer);
    for (const line of body.split("\r\n")) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
    expect(body.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    const { event } = calendarOf(body);
    expect(event.SUMMARY).toBe(`Collect 2 × ${name} at Mario's Restaurant`);
    expect(event.STATUS).toBe("CONFIRMED");
    expect(event.DESCRIPTION).toContain("Ring twice\\nSTATUS:CANCELLED; wait");
  });

  it("is on record when staff fetch it", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await file(pickup.id, pickup.customer);
    await file(pickup.id, world.provider);
    const { body } = await get(`audit/?pickup_id=${pickup.id}`, { as: admin });
    expect(body.results).toMatchObject([{ action: "read", user_id: world.provider.id }]);
  });
});
