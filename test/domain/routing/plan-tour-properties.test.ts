import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placesOf } from "../../../src/domain/routing/nearest-neighbours";
import type { TourTotals } from "../../../src/domain/routing/tour";
import { costOf } from "../../../src/domain/routing/tour-cost";
import { MINUTE_MS } from "../../../src/domain/time";
import { closed, permutations, planOf, problemOf, request, requests, stopLists } from "./tours";

const sizes = { most: 25, hasWindows: true };
const vehicles = fc.integer({ min: 1, max: 3 });
const isWorse = (a: TourTotals, b: TourTotals): boolean =>
  a.latenessMinutes > b.latenessMinutes || (a.latenessMinutes === b.latenessMinutes && a.km > b.km);

describe("any tour", () => {
  it("visits each stop once, with times and sums that follow from each other", () => {
    fc.assert(
      fc.property(requests(sizes, { effort: 2_000 }), vehicles, (asked, count) => {
        const plan = planOf({ ...asked, vehicles: count });
        const visited = plan.vehicles.flatMap(({ stops }) => stops.map(({ id }) => id));
        expect(visited.toSorted()).toEqual(asked.stops.map(({ id }) => id).toSorted());
        expect(plan.baseline.order.toSorted()).toEqual(visited.toSorted());
        expect(plan.vehicles.length).toBeLessThanOrEqual(count);
        for (const { stops, legs, totals } of plan.vehicles) {
          let clock = asked.departAt;
          const inwards = asked.start ? legs : [{ minutes: 0 }, ...legs];
          for (const [n, visit] of stops.entries()) {
            expect(visit.arrivesAt - clock).toBe(Math.round((inwards[n]?.minutes ?? Number.NaN) * MINUTE_MS));
            expect(visit.startsAt - visit.arrivesAt).toBe(Math.round(visit.waitingMinutes * MINUTE_MS));
            clock = visit.leavesAt;
          }
          expect(totals.km).toBeCloseTo(
            legs.reduce((sum, { km }) => sum + km, 0),
            6,
          );
          const minutes = stops.reduce((sum, { latenessMinutes }) => sum + latenessMinutes, 0);
          expect(totals.latenessMinutes).toBeCloseTo(minutes, 6);
          expect(totals.endsAt - clock).toBe(asked.end ? Math.round((legs.at(-1)?.minutes ?? 0) * MINUTE_MS) : 0);
        }
        const last = Math.max(...plan.vehicles.map(({ totals }) => totals.endsAt));
        expect(plan.totals.endsAt).toBe(last);
      }),
      { numRuns: 60 },
    );
  });

  it.each([0, 50, 5_000])("is never worse than the baseline, with an effort of %d", (effort) => {
    fc.assert(
      fc.property(requests({ least: 4, ...sizes }, { effort }), vehicles, (asked, count) => {
        const { totals, baseline } = planOf({ ...asked, vehicles: count });
        expect(isWorse(totals, baseline.totals)).toBe(false);
      }),
      { numRuns: 120 },
    );
  });

  it("is the same for the same seed", () => {
    fc.assert(
      fc.property(requests({ least: 9, ...sizes }, { effort: 3_000 }), vehicles, fc.nat(99), (asked, count, seed) => {
        const again = { ...asked, vehicles: count, seed };
        expect(planOf(again)).toEqual(planOf(structuredClone(again)));
      }),
      { numRuns: 25 },
    );
  });

  it("of up to 7 stops is late only if every order is", () => {
    fc.assert(
      fc.property(stopLists({ least: 2, most: 7, hasWindows: true }), (stops) => {
        const distance = [0, ...stops].map((_, a) => [0, ...stops].map((_, b) => Math.abs(a - b) * 3));
        const problem = problemOf(distance, stops);
        const isPossible = [...permutations(placesOf(problem))].some(
          (order) => costOf(problem, order).latenessMs === 0,
        );
        const [depot] = stops;
        const ends = depot && { start: depot, end: depot };
        const { totals } = planOf(request(stops, { distance: closed(distance), ...ends }));
        expect(totals.latenessMinutes === 0).toBe(isPossible);
      }),
      { numRuns: 60 },
    );
  });
});
