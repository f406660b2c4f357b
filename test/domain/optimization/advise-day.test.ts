import { describe, expect, it } from "vitest";
import type { Sums } from "../../../src/domain/analytics";
import { NO_SEATS, NO_TALLY } from "../../../src/domain/metrics";
import { type AdviceInput, adviseDay } from "../../../src/domain/optimization/advise-day";
import { missingFor, seasonalInsights } from "../../../src/domain/optimization/seasonal-insights";
import { addDays, MINUTE_MS } from "../../../src/domain/time";
import { plan, schedule } from "./days";

const FRIDAY = "2026-06-26";
const history = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((weeks) =>
  [17, 18].map((hour) => ({
    date: addDays(FRIDAY, -7 * weeks),
    hour,
    category: "pizza",
    locationId: "main",
    demand: hour === 17 ? 14 : 12,
  })),
);
const sums = (parts: Partial<Sums> = {}): Sums => ({
  ...NO_TALLY,
  ...NO_SEATS,
  locationId: "main",
  foodListingId: "pizza",
  hour: "17",
  scheduled: 200,
  completed: 180,
  missed: 15,
  cancelled: 5,
  onTime: 170,
  counted: 100,
  counterMs: 100 * 2 * MINUTE_MS,
  rated: 50,
  ratings: 235,
  valueCents: 180_000,
  ...parts,
});
const input = (parts: Partial<AdviceInput> = {}): AdviceInput => ({
  type: "capacity",
  plan: plan(),
  demand: { date: FRIDAY, forecast: null, history },
  sums: [sums()],
  seed: 7,
  ...parts,
});

describe("advice on a day", () => {
  it("compares the day as it is planned with the day as it is advised", () => {
    const advice = adviseDay(input());
    expect(advice.optimizedEfficiency).toBeGreaterThan(advice.currentEfficiency ?? 100);
    expect(advice.outcomes).toEqual({
      pickup_success_rate: expect.stringMatching(/^[78]\d\.\d%$/),
      customer_satisfaction: "4.7/5",
      operational_efficiency: `${advice.optimizedEfficiency?.toFixed(1)}%`,
      revenue_impact: expect.stringMatching(/^\+\d+\.\d%$/),
    });
    expect(advice).toMatchObject({ basis: "weekday_mean", quality: "thin" });
  });

  it("says once why no change promises satisfaction, and nothing where there is none", () => {
    const why = "Ratings do not tell what they would be: no increased satisfaction is known";
    const advised = adviseDay(input());
    expect(advised.recommendations.length).toBeGreaterThan(0);
    expect(advised.missing.filter((text) => text === why)).toHaveLength(1);
    const idle = adviseDay(input({ plan: plan([schedule({ maxOrders: 50 })]) }));
    expect(idle.recommendations).toEqual([]);
    expect(idle.missing).not.toContain(why);
  });

  it("is the same for the same seed", () => {
    expect(adviseDay(input())).toEqual(adviseDay(input()));
  });

  it("knows nothing of waiting while hand-overs are not measured, and takes punctuality as it was", () => {
    const advice = adviseDay(input({ sums: [sums({ counted: 4 })] }));
    expect(advice.missing).toContain("Fewer than 5 hand-overs were measured: waiting is not known");
    expect(advice.recommendations.map(({ impact }) => impact.reduced_wait_time)).toEqual([null]);
    expect(advice.currentEfficiency).not.toBeNull();
  });

  it("promises no rating and no revenue that nothing was measured of", () => {
    const { outcomes } = adviseDay(input({ sums: [sums({ rated: 0, ratings: 0, valueCents: 0 })] }));
    expect(outcomes).toMatchObject({ customer_satisfaction: null, revenue_impact: null });
  });

  it.each<[string, Partial<AdviceInput>, string]>([
    ["demand", { demand: { date: FRIDAY, forecast: null, history: [] } }, "0 pickups in the last 8 weeks"],
    ["outcomes", { sums: [sums({ completed: 5, missed: 0, cancelled: 0 })] }, "Fewer than 10 pickups"],
    ["slots", { plan: { locations: [], schedules: [] } }, "No slots are offered"],
    [
      "demand in the hours that are offered",
      { plan: plan([schedule({ window: { start: 540, end: 600 } })]) },
      "Nothing is known of demand in the hours",
    ],
  ])("is none without %s, and says so", (_, parts, why) => {
    const advice = adviseDay(input(parts));
    expect(advice).toMatchObject({ currentEfficiency: null, recommendations: [], quality: "insufficient" });
    expect(advice.missing.join()).toContain(why);
  });
});

describe("seasonal insights", () => {
  const days = (count: number, totalOf: (n: number) => number) =>
    Array.from({ length: count }, (_, n) => ({ date: addDays("2026-01-01", n), total: totalOf(n) }));

  it("prepare for what the trend brings, and know no season without a year", () => {
    expect(
      seasonalInsights(
        days(91, (n) => 20 + n / 9),
        -25.7,
      ),
    ).toEqual({
      trend: "increasing",
      peak_season: null,
      adjustment_needed: "prepare_for_50%_increase",
    });
    expect(
      seasonalInsights(
        days(91, (n) => 40 - n / 9),
        -25.7,
      ).adjustment_needed,
    ).toBe("prepare_for_25%_decrease");
  });

  it.each([
    ["a year of days", 91, -25.7, ["Less than a year of days: no peak season can be told"]],
    ["a latitude", 365, null, ["The business's latitude is not known: no peak season can be told"]],
    ["a season that stands out", 365, -25.7, ["No season stands out"]],
    [
      "anything",
      10,
      null,
      [
        "Fewer than 28 summed days: no trend can be told",
        "The business's latitude is not known: no peak season can be told",
        "Less than a year of days: no peak season can be told",
      ],
    ],
  ])("say that it is %s that they lack", (_, count, latitude, missing) => {
    const totals = days(count, (n) => 20 + (n % 3));
    expect(missingFor(seasonalInsights(totals, latitude), { totals, latitude })).toEqual(missing);
  });

  it("need nothing where demand is stable, and say nothing on a few days", () => {
    expect(
      seasonalInsights(
        days(91, (n) => 20 + (n % 3)),
        null,
      ),
    ).toMatchObject({
      trend: "stable",
      adjustment_needed: "none",
    });
    expect(
      seasonalInsights(
        days(10, (n) => n),
        null,
      ),
    ).toEqual({
      trend: null,
      peak_season: null,
      adjustment_needed: null,
    });
  });
});
