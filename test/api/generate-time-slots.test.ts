import { describe, expect, it } from "vitest";
import { type Answer, type Caller, del, post } from "../support/api";
import {
  book,
  domainEvent,
  freshId,
  makeBusiness,
  makeListing,
  makeOrders,
  makeSchedule,
  makeWorld,
  NOW,
  sendEvents,
  TODAY,
  TOMORROW,
  type World,
} from "../support/world";

const generate = (
  { provider, listingId }: Pick<World, "provider" | "listingId">,
  date: string,
  now = NOW,
): Promise<Answer> => post("generate-time-slots/", { as: provider, now, body: { food_listing_id: listingId, date } });

const timesIn = ({ body }: Answer): string[] =>
  body.slots.map((slot: { start_time: string; end_time: string }) => `${slot.start_time}-${slot.end_time}`);

const GRID = ["17:00-17:25", "17:30-17:55", "18:00-18:25", "18:30-18:55"];
const LAST_LAID = "2026-07-03";
const FIRST_UNLAID = "2026-07-04";

describe("generating time slots", () => {
  it("makes a day's slots once: 201, then 200 with the same slots and none created", async () => {
    const world = await makeWorld();
    const made = await generate(world, FIRST_UNLAID, "2026-06-26T08:00:00Z");
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ slots_created: 4, adjusted: false });
    expect(timesIn(made)).toEqual(GRID);
    const again = await generate(world, FIRST_UNLAID, "2026-06-26T08:00:00Z");
    expect(again.status).toBe(200);
    expect(again.body).toEqual({ ...made.body, message: expect.any(String), slots_created: 0 });
  });

  it("makes each slot once when two calls come at the same time", async () => {
    const world = await makeWorld();
    const now = "2026-06-26T08:00:00Z";
    const answers = await Promise.all([1, 2, 3].map(() => generate(world, FIRST_UNLAID, now)));
    for (const answer of answers) {
      expect([200, 201]).toContain(answer.status);
      expect(timesIn(answer)).toEqual(GRID);
    }
    expect(new Set(answers.flatMap(({ body }) => body.slots.map(({ id }: { id: string }) => id))).size).toBe(4);
  });

  it("finds every day from today to 8 days ahead already laid by the schedule's creation", async () => {
    const world = await makeWorld();
    for (const date of [TODAY, TOMORROW, "2026-06-29", "2026-07-02", LAST_LAID]) {
      const answer = await generate(world, date);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ slots_created: 0, adjusted: false });
      expect(timesIn(answer)).toEqual(GRID);
    }
  });

  it.each([
    ["yesterday", "2026-06-24", NOW],
    ["the 9th day ahead", FIRST_UNLAID, NOW],
    ["a day that is over where the business is", TODAY, "2026-06-25T22:30:00Z"],
    ["no calendar day", "2026-02-30", NOW],
    ["an instant", "2026-06-26T00:00:00Z", NOW],
  ])("refuses %s", async (_, date, now) => {
    const world = await makeWorld();
    const { status, body } = await generate(world, date, now);
    expect(status).toBe(400);
    expect(Object.keys(body.error.details)).toEqual(["date"]);
  });

  it("counts the 8 days from the business's own today", async () => {
    const world = await makeWorld();
    expect((await generate(world, FIRST_UNLAID, "2026-06-25T21:30:00Z")).status).toBe(400);
    expect((await generate(world, FIRST_UNLAID, "2026-06-25T22:30:00Z")).status).toBe(201);
  });

  it("makes no slot that has begun, and lists those of the day that have as unavailable", async () => {
    const owner = await makeBusiness();
    const listingId = await makeListing(owner.businessId);
    const world = { ...owner, listingId };
    const now = "2026-06-25T15:30:00Z";
    await makeSchedule(world, { now });
    const answer = await generate(world, TODAY, now);
    expect(timesIn(answer)).toEqual(["18:00-18:25", "18:30-18:55"]);
    const later = await generate(world, TODAY, "2026-06-25T16:10:00Z");
    expect(later.body.slots).toMatchObject([
      { slot_number: 1, start_time: "18:00", is_available: false, available_spots: 5 },
      { slot_number: 2, start_time: "18:30", is_available: true, available_spots: 5 },
    ]);
  });

  it("shows a slot without seats as unavailable", async () => {
    const world = await makeWorld({ maxOrders: 1 });
    const [order] = await makeOrders(world, 1);
    if (!order) throw new Error("No order was made");
    const before = await generate(world, TOMORROW);
    expect((await book(world, before.body.slots[0].id, order)).status).toBe(201);
    const { body } = await generate(world, TOMORROW);
    expect(body.slots[0]).toMatchObject({ current_bookings: 1, available_spots: 0, is_available: false });
    expect(body.slots[1]).toMatchObject({ current_bookings: 0, available_spots: 1, is_available: true });
  });

  it("is refused once the listing has expired", async () => {
    const world = await makeWorld();
    await sendEvents(domainEvent("listing.expired", { id: world.listingId }, "2026-06-25T07:00:00Z"));
    const { status, body } = await generate(world, TOMORROW);
    expect(status).toBe(422);
    expect(body.error).toMatchObject({ code: "BOOKING_CONFLICT", details: { rule: "listing_not_active" } });
  });

  it("is refused without an active schedule", async () => {
    const world = await makeWorld();
    await del(`pickup-schedules/${world.scheduleId}/`, { as: world.provider, now: NOW });
    const { status, body } = await generate(world, TOMORROW);
    expect(status).toBe(422);
    expect(body.error.details).toEqual({ rule: "no_active_schedule" });
  });

  it("does not find another business's listing, nor an unknown one", async () => {
    const { listingId } = await makeWorld();
    const { provider } = await makeBusiness();
    const foreign = await generate({ provider, listingId }, TOMORROW);
    const unknown = await generate({ provider, listingId: freshId("listing") }, TOMORROW);
    expect(foreign.status).toBe(404);
    expect({ ...foreign.body.error, request_id: "" }).toEqual({ ...unknown.body.error, request_id: "" });
  });

  it("is open to admins for any listing and closed to customers", async () => {
    const { listingId } = await makeWorld();
    const as = (role: "admin" | "customer"): Caller => ({ role, id: freshId(role) });
    expect((await generate({ provider: as("admin"), listingId }, TOMORROW)).status).toBe(200);
    expect((await generate({ provider: as("customer"), listingId }, TOMORROW)).status).toBe(403);
  });
});
