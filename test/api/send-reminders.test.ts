import { describe, expect, it } from "vitest";
import { type Caller, get, post } from "../support/api";
import { makeFollowedPickup, told, wake } from "../support/notifications";
import { freshId, makeWorld, NOW, TOMORROW, tomorrow } from "../support/world";

describe("send-reminders", () => {
  const send = (as: Caller, now: string, body: Record<string, unknown>) => post("send-reminders/", { as, now, body });

  it("sends what is due now and not yet out, and says through which channels", async () => {
    const world = await makeWorld();
    const pickup = await makeFollowedPickup(world);
    const shown = async () =>
      (await get(`pickups/${pickup.id}/`, { as: pickup.customer, now: tomorrow("14:10:00") })).body.reminder_sent;
    expect(await shown()).toBe(false);
    const none = { email: 0, sms: 0, push_notification: 0, failed: 0 };
    const early = await send(world.provider, tomorrow("13:59:00"), { reminder_type: "all", date: TOMORROW });
    expect(early.body).toMatchObject({ reminders_sent: 0, breakdown: none });
    const answer = await send(world.provider, tomorrow("14:10:00"), { reminder_type: "1_hour", date: TOMORROW });
    expect(answer.body).toEqual({
      message: "Pickup reminders sent successfully",
      reminders_sent: 1,
      reminder_type: "1_hour",
      date: TOMORROW,
      breakdown: { email: 1, sms: 1, push_notification: 0, failed: 0 },
      reminders_queued: 0,
    });
    expect(await shown()).toBe(true);
    const again = await send(world.provider, tomorrow("14:11:00"), { reminder_type: "1_hour", date: TOMORROW });
    expect(again.body).toMatchObject({ reminders_sent: 0, breakdown: none });
  });

  it("never uses up the evening's reminder", async () => {
    const world = await makeWorld();
    const pickup = await makeFollowedPickup(world);
    await send(world.provider, NOW, { reminder_type: "all", date: TOMORROW });
    await send(world.provider, tomorrow("14:10:00"), { reminder_type: "all", date: TOMORROW });
    await wake(pickup.id, "reminder_30_minutes", tomorrow("14:30:00"));
    expect(await told(world, pickup.id, /reminder.*email/)).toEqual([
      "reminder_1_hour email sent",
      "reminder_30_minutes email sent",
    ]);
  });

  it("sends for all the one that fits, and an hour's reminder late when asked for it", async () => {
    const world = await makeWorld();
    const pickup = await makeFollowedPickup(world);
    const all = await send(world.provider, tomorrow("14:40:00"), { reminder_type: "all" });
    expect(all.body).toMatchObject({ reminders_sent: 1, date: TOMORROW });
    expect(await told(world, pickup.id, /reminder.*email/)).toEqual([
      "reminder_1_hour email queued",
      "reminder_30_minutes email sent",
    ]);
    const hour = await send(world.provider, tomorrow("14:41:00"), { reminder_type: "1_hour" });
    expect(hour.body).toMatchObject({ reminders_sent: 1 });
  });

  it("reminds a provider's own customers only, and an admin's call all of them or those of one business", async () => {
    const [mine, theirs] = [await makeWorld(), await makeWorld()];
    const [own, other] = [await makeFollowedPickup(mine), await makeFollowedPickup(theirs)];
    const admin: Caller = { role: "admin", id: freshId("admin") };
    const body = { reminder_type: "1_hour", date: TOMORROW, business_id: theirs.businessId };
    expect((await send(mine.provider, tomorrow("14:10:00"), body)).body.reminders_sent).toBe(1);
    expect(await told(mine, own.id, /1_hour email/)).toEqual(["reminder_1_hour email sent"]);
    expect(await told(theirs, other.id, /1_hour email/)).toEqual(["reminder_1_hour email queued"]);
    expect((await send(admin, tomorrow("14:10:00"), body)).body.reminders_sent).toBe(1);
    expect(await told(theirs, other.id, /1_hour email/)).toEqual(["reminder_1_hour email sent"]);
    expect((await send(admin, NOW, { ...body, business_id: "nobody" })).status).toBe(404);
  });

  it.each([
    [{}, "reminder_type"],
    [{ reminder_type: "2_hours" }, "reminder_type"],
    [{ reminder_type: "all", date: "26-06-2026" }, "date"],
  ])("refuses %j", async (body, field) => {
    const world = await makeWorld();
    const answer = await send(world.provider, tomorrow("14:10:00"), body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: "VALIDATION_ERROR" } } });
    expect(Object.keys(answer.body.error.details)).toEqual([field]);
  });

  it("counts across midnight: a pickup at 00:10 is due at 23:30", async () => {
    const world = await makeWorld({ window: "00:10-02:10" });
    const pickup = await makeFollowedPickup(world);
    const now = "2026-06-25T21:30:00Z";
    expect((await send(world.provider, now, { reminder_type: "1_hour" })).body).toMatchObject({
      reminders_sent: 1,
      date: "2026-06-25",
    });
    expect(await told(world, pickup.id, /1_hour email/)).toEqual(["reminder_1_hour email sent"]);
  });
});
