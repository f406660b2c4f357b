import { beforeAll, describe, expect, it } from "vitest";
import { del, get, patch, post } from "../support/api";
import {
  AT_COUNTER,
  book,
  firstSlot,
  makeCustomer,
  makeOrder,
  makePickup,
  makeWorld,
  NOW,
  TOMORROW,
  type World,
} from "../support/world";
import { CONTROL, expectInvalid, LONE_SURROGATE } from "./refusals";

let world: World;
let pickup: Awaited<ReturnType<typeof makePickup>>;

beforeAll(async () => {
  world = await makeWorld();
  pickup = await makePickup(world);
});

const badDates = ["2026-02-30", "2026-6-26", "2026-06-26T00:00:00Z", "26/06/2026", "tomorrow", "", 20_260_626, null];
const badIds = ["", "   ", "x".repeat(65), 7, null, ["id"], { id: 1 }, CONTROL, LONE_SURROGATE];
const badNotes = [
  "x".repeat(501),
  CONTROL,
  "null\u0000byte",
  "del\u007f",
  "next line\u0085",
  LONE_SURROGATE,
  42,
  null,
  [],
];
const withField = (field: string, values: unknown[]) => values.map((value): [string, unknown] => [field, value]);

const badBookings: [string, unknown][] = [
  ...["order_id", "food_listing_id", "time_slot_id"].flatMap((field) => withField(field, [...badIds, undefined])),
  ...withField("date", [...badDates, undefined]),
  ...withField("customer_notes", badNotes),
];

describe("a bad booking", () => {
  it.each(badBookings)("is refused and takes no seat: %s = %j", async (field, value) => {
    const customer = await makeCustomer();
    const orderId = await makeOrder(world, customer);
    const slot = await firstSlot(world);
    const good = { order_id: orderId, food_listing_id: world.listingId, time_slot_id: slot.id, date: TOMORROW };
    expectInvalid(await post("schedule/", { as: customer, now: NOW, body: { ...good, [field]: value } }), field);
    expect((await get("my-pickups/", { as: customer, now: NOW })).body.count).toBe(0);
    expect((await firstSlot(world)).available_spots).toBe(slot.available_spots);
  });
});

describe("notes", () => {
  it.each([
    ["emoji, joined and with skin tones", "Warm please 🍕 for 👨‍👩‍👧‍👦 and 👋🏽"],
    ["every script and direction", "Dankie · धन्यवाद · شكرا · 谢谢"],
    ["several lines and tabs", "First line\nsecond line\n\tindented"],
    ["quotes and markup, untouched", `"it's" <b>bold</b> & {"a":1} -- '; DROP TABLE orders`],
    ["500 characters", "n".repeat(500)],
  ])("may hold %s", async (_, notes) => {
    const roomy = await makeWorld();
    const { id, customer, booked } = await makePickup(roomy, { notes });
    expect(booked.pickup.customer_notes).toBe(notes);
    const completed = await post(`complete-pickup/${id}/`, {
      as: roomy.provider,
      now: AT_COUNTER,
      body: { business_notes: notes },
    });
    expect(completed.status).toBe(200);
    const shown = await get(`pickups/${id}/`, { as: customer, now: AT_COUNTER });
    expect(shown.body).toMatchObject({ customer_notes: notes, business_notes: notes });
  });

  it("are trimmed", async () => {
    const customer = await makeCustomer();
    const orderId = await makeOrder(world, customer);
    const slot = await firstSlot(world);
    const booked = await book(world, slot.id, { orderId, customer }, { notes: "  Ring twice \n" });
    expect(booked.body.pickup.customer_notes).toBe("Ring twice");
  });
});

const statusOf = async () => (await get(`pickups/${pickup.id}/`, { as: pickup.customer, now: NOW })).body.status;

describe("a bad code", () => {
  const qrData = () => ({ pickup_id: pickup.id, confirmation_code: pickup.code, business_id: world.businessId });

  it.each<[string, () => unknown]>([
    ["none of the three forms", () => ({})],
    ["two forms at once", () => ({ confirmation_code: pickup.code, qr_data: qrData() })],
    ["a number", () => ({ confirmation_code: 123_456 })],
    ["an empty text", () => ({ confirmation_code: "" })],
    ["65 characters", () => ({ confirmation_code: "A".repeat(65) })],
    ["a control character", () => ({ confirmation_code: `${pickup.code}\u0000` })],
    ["null", () => ({ confirmation_code: null })],
  ])("is refused and confirms nothing: %s", async (_, body) => {
    const answer = await post("verify-code/", { as: world.provider, now: AT_COUNTER, body: body() });
    expectInvalid(answer, "confirmation_code");
    expect(await statusOf()).toBe("scheduled");
  });

  it.each(["pickup_id", "confirmation_code", "business_id"])("is a scanned object without %s", async (field) => {
    const body = { qr_data: { ...qrData(), [field]: undefined } };
    expectInvalid(await post("verify-code/", { as: world.provider, now: AT_COUNTER, body }), `qr_data.${field}`);
    expect(await statusOf()).toBe("scheduled");
  });

  it.each([42, "text", []])("is a scanned %j", async (value) => {
    const body = { qr_data: value };
    expectInvalid(await post("verify-code/", { as: world.provider, now: AT_COUNTER, body }), "qr_data");
  });

  it.each([42, null, "x".repeat(301)])("is the token %j", async (value) => {
    const body = { qr_token: value };
    expectInvalid(await post("verify-code/", { as: world.provider, now: AT_COUNTER, body }), "qr_token");
  });
});

describe("a bad change to a pickup", () => {
  it.each<[string, unknown]>([
    ...withField("actual_pickup_time", [
      "2026-02-30T15:05:00Z",
      "2026-06-26T24:30:00Z",
      "2026-06-26T15:05:00",
      "2026-06-26 15:05:00Z",
      "2026-06-26",
      "15:05",
      1_782_486_300,
      null,
      "",
    ]),
    ...withField("verification_method", ["telepathy", "QR_CODE", "", 1, null]),
    ...withField("business_notes", badNotes),
  ])("does not complete it: %s = %j", async (field, value) => {
    const body = { [field]: value };
    expectInvalid(await post(`complete-pickup/${pickup.id}/`, { as: world.provider, now: AT_COUNTER, body }), field);
    expect(await statusOf()).toBe("scheduled");
  });

  it.each<[string, unknown]>([
    ...withField("reason", badNotes),
    ...withField("notify_business", ["yes", "true", 1, null]),
  ])("does not cancel it: %s = %j", async (field, value) => {
    const body = { [field]: value };
    const path = `pickups/${pickup.id}/cancel/`;
    expectInvalid(await del(path, { as: pickup.customer, now: NOW, body }), field);
    expectInvalid(await post(path, { as: pickup.customer, now: NOW, body }), field);
    expect(await statusOf()).toBe("scheduled");
  });

  it.each(["completed", "cancelled", "scheduled", "lost", "", 1, null, undefined])(
    "does not set the status %j",
    async (status) => {
      const now = "2026-06-26T16:00:00Z";
      expectInvalid(await patch(`pickups/${pickup.id}/`, { as: world.provider, now, body: { status } }), "status");
      expect(await statusOf()).toBe("scheduled");
    },
  );

  it.each(badNotes)("does not miss it with the notes %j", async (notes) => {
    const body = { status: "missed", business_notes: notes };
    const now = "2026-06-26T16:00:00Z";
    expectInvalid(await patch(`pickups/${pickup.id}/`, { as: world.provider, now, body }), "business_notes");
    expect(await statusOf()).toBe("scheduled");
  });
});

describe("an id in a path", () => {
  it.each(["1", "not-a-uuid", "%00", "%F0%9F%8D%95", "x".repeat(300), "'%20OR%201=1%20--", "%ff", "%"])(
    "answers 404 when no pickup can have it: %s",
    async (id) => {
      const answer = await get(`pickups/${id}/`, { as: pickup.customer });
      expect(answer).toMatchObject({ status: 404, body: { error: { code: "NOT_FOUND" } } });
    },
  );
});
