import { describe, expect, it } from "vitest";
import { ApiError, OfflineError } from "../../../src/web/calls/api";
import { numberOf, sort } from "../../../src/web/dashboard/forms/use-form";
import { locationBody, locationChange, locationValues } from "../../../src/web/dashboard/locations/location-values";
import { newSchedule, scheduleChange, scheduleValues } from "../../../src/web/dashboard/schedules/schedule-values";

const refusal = (code: string, details: Record<string, unknown> = {}) =>
  new ApiError(400, code, "The service's words", details, null);

describe("what the service says of a form", () => {
  const fields = ["name", "operating_hours", "location_id"];

  it("stands at the inputs that it is about, the parts of an input named", () => {
    const error = refusal("VALIDATION_ERROR", {
      name: ["Must not be empty"],
      "operating_hours.monday": ["Must read HH:MM-HH:MM and end after it starts"],
      body: ["Malformed JSON"],
    });
    expect(sort(error, fields)).toEqual({
      fields: {
        name: ["Must not be empty"],
        operating_hours: ["monday: Must read HH:MM-HH:MM and end after it starts"],
      },
      rest: "body: Malformed JSON",
    });
  });

  it("of another business's location stands at the location", () => {
    expect(sort(refusal("INVALID_LOCATION", { location_id: "x" }), fields)).toEqual({
      fields: { location_id: ["The service's words"] },
      rest: "",
    });
  });

  it.each([
    [refusal("BOOKING_CONFLICT", { rule: "one_active_schedule" }), "The service's words"],
    [new OfflineError("No connection"), "No connection. Check the network and try again."],
  ])("of the form as a whole stands at its end", (error, words) => {
    expect(sort(error, fields)).toEqual({ fields: {}, rest: words });
  });
});

it("sends whole numbers as numbers, and anything else as it was typed", () => {
  expect(["4", " 7 ", "-1", "4.5", "", "four"].map(numberOf)).toEqual([4, 7, -1, "4.5", "", "four"]);
});

describe("a schedule's form", () => {
  const before = scheduleValues(null, "counter");

  it("begins as the service would have a new one", () => {
    expect(newSchedule({ ...before, listingId: " pizza ", opens: "17:00", closes: "19:00" })).toEqual({
      food_listing_id: "pizza",
      location_id: "counter",
      pickup_window: "17:00-19:00",
      total_slots: 4,
      max_orders_per_slot: 5,
      slot_buffer_minutes: 5,
    });
  });

  it("sends only what was changed", () => {
    expect(scheduleChange(before, before)).toEqual({});
    expect(scheduleChange(before, { ...before, totalSlots: "6", isActive: false })).toEqual({
      total_slots: 6,
      is_active: false,
    });
  });
});

describe("a location's form", () => {
  const before = locationValues(null);

  it("sends hours only where it has its own, and days left empty as closed", () => {
    expect(locationBody(before).operating_hours).toBeNull();
    const hours = {
      ...before.hours,
      monday: { opens: "09:00", closes: "17:00" },
      friday: { opens: "09:00", closes: "" },
    };
    expect(locationBody({ ...before, hasOwnHours: true, hours }).operating_hours).toEqual({
      ...{ monday: "09:00-17:00", tuesday: null, wednesday: null, thursday: null },
      ...{ friday: "09:00-", saturday: null, sunday: null },
    });
  });

  it("sends facilities line by line, and no capacity where none was typed", () => {
    expect(locationBody({ ...before, facilities: "parking\n \nshelter\n" })).toMatchObject({
      facilities: ["parking", "shelter"],
      slot_capacity: null,
    });
    expect(locationBody({ ...before, slotCapacity: "12" })).toMatchObject({ slot_capacity: 12 });
  });

  it("sends only what was changed", () => {
    expect(locationChange(before, before)).toEqual({});
    expect(locationChange(before, { ...before, name: "Gate", hasOwnHours: true })).toMatchObject({ name: "Gate" });
    expect(locationChange(before, { ...before, isActive: false })).toEqual({ is_active: false });
  });
});
