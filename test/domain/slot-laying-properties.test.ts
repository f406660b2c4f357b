import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GridPlan, planGrid, slotDuration } from "../../src/domain/slot-grid";
import { layStretches, type Stretch } from "../../src/domain/slot-laying";
import { instantAt } from "../../src/domain/time";

interface Day {
  date: string;
  zone: string;
}

const SPRING: Day = { date: "2026-03-29", zone: "Europe/London" };
const AUTUMN: Day = { date: "2026-10-25", zone: "Europe/London" };
const PLAIN: Day = { date: "2026-06-26", zone: "Africa/Johannesburg" };

const stretchOf = ({ date, zone }: Day, { start, end }: { start: number; end: number }): Stretch => ({
  startsAt: instantAt(date, start, zone),
  endsAt: instantAt(date, end, zone),
});
const gridOn = (day: Day, plan: GridPlan): Stretch[] =>
  planGrid(plan)
    .map((range) => stretchOf(day, range))
    .filter(({ startsAt, endsAt }) => endsAt > startsAt);
const lay = (day: Day, plan: GridPlan, existing: Stretch[]) =>
  layStretches(gridOn(day, plan), existing, stretchOf(day, plan.window));
const key = ({ startsAt, endsAt }: Stretch) => `${startsAt}-${endsAt}`;
const overlapping = (stretches: Stretch[]): string[] => {
  const sorted = [...stretches].sort((a, b) => a.startsAt - b.startsAt || a.endsAt - b.endsAt);
  return sorted
    .slice(1)
    .flatMap((next, i) => sorted.slice(0, i + 1).flatMap((one) => (one.endsAt > next.startsAt ? [key(next)] : [])));
};

const plans = fc
  .record({
    start: fc.integer({ min: 0, max: 1_430 }),
    length: fc.integer({ min: 10, max: 480 }),
    totalSlots: fc.integer({ min: 1, max: 20 }),
    bufferMinutes: fc.integer({ min: 0, max: 20 }),
  })
  .map(({ start, length, ...rest }): GridPlan => ({ window: { start, end: Math.min(1_440, start + length) }, ...rest }))
  .filter((plan) => slotDuration(plan) >= 1);
const nightPlans = plans.map((plan): GridPlan => {
  const start = plan.window.start % 180;
  return { ...plan, window: { start, end: start + (plan.window.end - plan.window.start) } };
});
const locations = fc.oneof(
  fc.record({ day: fc.constant(PLAIN), plans: fc.array(plans, { minLength: 1, maxLength: 8 }) }),
  fc.record({ day: fc.constantFrom(SPRING, AUTUMN), plans: fc.array(nightPlans, { minLength: 1, maxLength: 8 }) }),
);

/** Lays one plan after the other at one location and shows each step with what was there before. */
function layAll(day: Day, plansInTurn: GridPlan[]) {
  const existing: Stretch[] = [];
  return {
    existing,
    steps: plansInTurn.map((plan) => {
      const before = [...existing];
      const laying = lay(day, plan, before);
      for (const { origin, startsAt, endsAt } of laying.stretches) {
        if (origin === "new") existing.push({ startsAt, endsAt });
      }
      return { plan, before, laying };
    }),
  };
}

describe("any windows laid one after the other at one location", () => {
  it("never give two slots that overlap", () => {
    fc.assert(
      fc.property(locations, ({ day, plans: inTurn }) => {
        const { existing, steps } = layAll(day, inTurn);
        expect(overlapping(existing)).toEqual([]);
        for (const { laying } of steps) expect(overlapping(laying.stretches)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("share and adopt only what the location has, and make only what it has not", () => {
    fc.assert(
      fc.property(locations, ({ day, plans: inTurn }) => {
        for (const { before, laying } of layAll(day, inTurn).steps) {
          const known = new Set(before.map(key));
          for (const stretch of laying.stretches) expect(known.has(key(stretch))).toBe(stretch.origin !== "new");
        }
      }),
    );
  });

  it("change nothing when they are laid a second time", () => {
    fc.assert(
      fc.property(locations, ({ day, plans: inTurn }) => {
        for (const { plan, before, laying } of layAll(day, inTurn).steps) {
          const made = laying.stretches.filter(({ origin }) => origin === "new");
          const again = lay(day, plan, [...before, ...made]);
          expect(again.stretches.map(key)).toEqual(laying.stretches.map(key));
          expect(again.stretches.filter(({ origin }) => origin === "new")).toEqual([]);
          expect(again.isAdjusted).toBe(laying.isAdjusted);
        }
      }),
    );
  });

  it("say that they were adjusted exactly where the outcome is not the plain grid", () => {
    fc.assert(
      fc.property(locations, ({ day, plans: inTurn }) => {
        for (const { plan, laying } of layAll(day, inTurn).steps) {
          const outcome = laying.stretches.map(key).sort();
          expect(laying.isAdjusted).toBe(outcome.join() !== gridOn(day, plan).map(key).sort().join());
        }
      }),
    );
  });

  it("always number their slots by time", () => {
    fc.assert(
      fc.property(locations, ({ day, plans: inTurn }) => {
        for (const { laying } of layAll(day, inTurn).steps) {
          const starts = laying.stretches.map(({ startsAt }) => startsAt);
          expect(starts).toEqual([...starts].sort((a, b) => a - b));
        }
      }),
    );
  });
});

describe("a night window on London's switch days", () => {
  const plan: GridPlan = { window: { start: 0, end: 240 }, totalSlots: 8, bufferMinutes: 5 };
  const printed = (day: Day) =>
    lay(day, plan, []).stretches.map(({ startsAt, endsAt }) =>
      [startsAt, endsAt].map((at) => new Date(at).toISOString().slice(11, 16)).join("-"),
    );

  it("loses in spring the two slots that the missing hour folds onto others", () => {
    expect(printed(SPRING)).toEqual([
      "00:00-00:25",
      "00:30-00:55",
      "01:00-01:25",
      "01:30-01:55",
      "02:00-02:25",
      "02:30-02:55",
    ]);
    expect(lay(SPRING, plan, []).isAdjusted).toBe(true);
  });

  it("keeps all eight in autumn, in the earlier of the doubled hours", () => {
    expect(printed(AUTUMN)).toEqual([
      "23:00-23:25",
      "23:30-23:55",
      "00:00-00:25",
      "00:30-00:55",
      "02:00-02:25",
      "02:30-02:55",
      "03:00-03:25",
      "03:30-03:55",
    ]);
    expect(lay(AUTUMN, plan, []).isAdjusted).toBe(false);
  });
});
