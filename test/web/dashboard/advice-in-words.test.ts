import { describe, expect, it } from "vitest";
import { ApiError } from "../../../src/web/calls/api";
import { differences, impactInWords, obstacleInWords } from "../../../src/web/dashboard/advice/in-words";

const conflict = (rule: string) => new ApiError(422, "BOOKING_CONFLICT", "The service's words", { rule }, null);

describe("advice in words", () => {
  const nothing = {
    additional_capacity: null,
    reduced_wait_time: null,
    increased_satisfaction: null,
    balanced_load: null,
    reduced_congestion: null,
    improved_efficiency: null,
    additional_served: null,
  };

  it("says which way each effect goes, and leaves out what nobody knows", () => {
    expect(impactInWords({ impact: nothing })).toEqual([]);
    expect(
      impactInWords({
        impact: {
          ...nothing,
          additional_capacity: 12,
          additional_served: -1.5,
          reduced_wait_time: "-0.1 minutes",
          reduced_congestion: "65.4%",
          balanced_load: false,
        },
      }),
    ).toEqual([
      ["Seats", "+12"],
      ["People served", "-1.5"],
      ["Wait", "0.1 minutes longer"],
      ["Turned away", "65.4% fewer"],
      ["Counters fill more evenly", "No"],
    ]);
  });

  it("names what a schedule was and becomes", () => {
    const state = {
      location_id: "counter",
      pickup_window: "17:00-19:00",
      total_slots: 4,
      max_orders_per_slot: 5,
      slot_buffer_minutes: 5,
      is_active: true,
    };
    expect(differences({ before: state, after: { ...state, max_orders_per_slot: 8 } })).toEqual([
      { name: "Orders per slot", before: "5", after: "8" },
    ]);
  });

  it("says why it could not be applied", () => {
    expect(obstacleInWords(conflict("schedule_changed"))).toContain("Ask for advice again");
    expect(obstacleInWords(conflict("another"))).toBe("The service's words");
  });
});
