import { describe, expect, it } from "vitest";
import { get } from "../support/api";
import { FIRST, makePast, SECOND } from "../support/past";
import { makeBusiness, NOW } from "../support/world";

describe("the daily report", () => {
  it("is what can be worked out by hand", async () => {
    const { businessId, provider } = await makePast();
    const { body } = await get(`analytics/daily-report/?date=${FIRST}`, { as: provider, now: NOW });
    expect(body).toEqual({
      date: FIRST,
      business: { id: businessId, name: "Mario's Restaurant" },
      summary: {
        total_scheduled: 24,
        completed: 16,
        cancelled: 2,
        missed: 6,
        completion_rate: 66.7,
        on_time_rate: 93.8, // 15 of 16
      },
      performance: {
        average_wait_time_minutes: 9.3, // 28 + 85 + 5 + 30 = 148 over 16
        customer_satisfaction: 4, // 5 + 4 + 3 over 3
        efficiency_score: 73.6, // 66.67 x 0.4 + 93.75 x 0.3 + 22/35 x 30
      },
      financial: { total_value: 173, average_order_value: 10.81 }, // 10 x 12.50 + 6 x 8.00
      recommendations: [
        {
          type: "completion_rate",
          priority: "high",
          message: "Completion rate (66.7%) is below target (80%). Consider improving communication with customers.",
          actions: ["Send more pickup reminders", "Clarify pickup instructions", "Follow up on missed pickups"],
        },
        {
          type: "capacity_optimization",
          priority: "medium",
          message: "High demand concentration at 17:00 (16 pickups). Consider spreading load.",
          actions: [
            "Add more time slots around 17:00",
            "Incentivize off-peak pickups",
            "Consider additional pickup locations",
          ],
        },
      ],
    });
  });

  it("of another day is of that day alone", async () => {
    const { businessId, provider } = await makePast();
    const { body } = await get(`analytics/daily-report/?date=${SECOND}`, { as: provider, now: NOW });
    expect(body).toEqual({
      date: SECOND,
      business: { id: businessId, name: "Mario's Restaurant" },
      summary: {
        total_scheduled: 16,
        completed: 12,
        cancelled: 3,
        missed: 1,
        completion_rate: 75, // 12 of 16
        on_time_rate: 75, // 9 of 12
      },
      performance: {
        average_wait_time_minutes: 8, // 18 + 78 = 96 over 12
        customer_satisfaction: 5,
        efficiency_score: 72, // 75 x 0.4 + 75 x 0.3 + 13/20 x 30
      },
      financial: { total_value: 136.5, average_order_value: 11.38 }, // 9 x 12.50 + 3 x 8.00
      recommendations: [
        {
          type: "completion_rate",
          priority: "high",
          message: "Completion rate (75.0%) is below target (80%). Consider improving communication with customers.",
          actions: ["Send more pickup reminders", "Clarify pickup instructions", "Follow up on missed pickups"],
        },
        {
          type: "capacity_optimization",
          priority: "medium",
          message: "High demand concentration at 17:00 (10 pickups). Consider spreading load.",
          actions: [
            "Add more time slots around 17:00",
            "Incentivize off-peak pickups",
            "Consider additional pickup locations",
          ],
        },
      ],
    });
  });

  it("is of today in the business's zone when no date is named", async () => {
    const { provider } = await makeBusiness();
    const at = async (now: string) => (await get("analytics/daily-report/", { as: provider, now })).body.date;
    expect(await at("2026-06-25T21:30:00Z")).toBe("2026-06-25");
    expect(await at("2026-06-25T22:30:00Z")).toBe("2026-06-26");
  });

  it("of an empty day has no rates", async () => {
    const { provider } = await makeBusiness();
    const { body } = await get(`analytics/daily-report/?date=${FIRST}`, { as: provider, now: NOW });
    expect(body).toMatchObject({
      summary: { total_scheduled: 0, completion_rate: null, on_time_rate: null },
      performance: { average_wait_time_minutes: null, customer_satisfaction: null, efficiency_score: null },
      financial: { total_value: 0, average_order_value: null },
      recommendations: [],
    });
  });
});
