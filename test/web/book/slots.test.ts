import { describe, expect, it } from "vitest";
import type { Slot } from "../../../src/web/book/answers";
import { mergeSlots, nearestFree } from "../../../src/web/book/slots";

const location = {
  id: "1",
  name: "Main Counter",
  address: "",
  instructions: "",
  contact_person: "",
  contact_phone: "",
  latitude: "0",
  longitude: "0",
};
const slot = (start_time: string, available_spots = 3): Slot => ({
  id: start_time,
  start_time,
  end_time: start_time,
  available_spots,
  total_capacity: 5,
  location,
  estimated_wait_time: null,
  popularity_score: null,
});
const told = (slots: Slot[]) => slots.map(({ id, available_spots }) => `${id} ${available_spots}`);

describe("times while somebody looks at them", () => {
  it("show the newest spots, and times that come up", () => {
    const merged = mergeSlots([slot("17:00", 3)], [slot("17:00", 2), slot("16:30", 1)]);
    expect(told(merged)).toEqual(["16:30 1", "17:00 2"]);
  });

  it("stay in their place without spots once they can no longer be booked, and come back", () => {
    const gone = mergeSlots([slot("17:00"), slot("17:30")], [slot("17:30")]);
    expect(told(gone)).toEqual(["17:00 0", "17:30 3"]);
    expect(told(mergeSlots(gone, [slot("17:00", 1), slot("17:30")]))).toEqual(["17:00 1", "17:30 3"]);
  });
});

describe("times offered in place of another", () => {
  it("are the free ones nearest to it, in order of time", () => {
    const slots = [slot("08:00"), slot("16:30"), slot("17:00", 0), slot("17:30"), slot("18:00", 0), slot("18:30")];
    expect(nearestFree(slots, slot("17:00", 0)).map(({ id }) => id)).toEqual(["16:30", "17:30", "18:30"]);
  });

  it("are none where all are gone", () => {
    expect(nearestFree([slot("17:00", 0), slot("17:30", 0)], slot("17:00", 0))).toEqual([]);
  });
});
