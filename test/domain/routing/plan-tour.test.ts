import { getDistance, getPreciseDistance } from "geolib";
import { describe, expect, it } from "vitest";
import type { TourRequest, VehicleTour } from "../../../src/domain/routing/tour";
import { at, between, DEPART_AT, DEPOT, planOf, request, stop } from "./tours";

const ids = ({ stops }: VehicleTour): string[] => stops.map(({ id }) => id);
function onlyTour(asked: TourRequest): VehicleTour {
  const [tour, ...others] = planOf(asked).vehicles;
  if (!tour || others.length > 0) throw new Error("Not one vehicle");
  return tour;
}
/** A kilometre, so two minutes at 30 km/h, between each place and the next. */
const line = (places: number) =>
  Array.from({ length: places }, (_, a) => Array.from({ length: places }, (_, b) => Math.abs(a - b)));

describe("a tour", () => {
  it("tells when each stop is reached, begun and left, and how far it was", () => {
    const stops = [stop("a", -25.7, 28.2, between(10, 20)), stop("b", -25.71, 28.2, between(0, 16))];
    const { mapLinks, ...tour } = onlyTour(request(stops, { start: DEPOT, end: DEPOT, distance: line(4) }));
    expect(tour).toEqual({
      stops: [
        { id: "b", arrivesAt: at(4), startsAt: at(4), leavesAt: at(9), waitingMinutes: 0, latenessMinutes: 0 },
        { id: "a", arrivesAt: at(11), startsAt: at(11), leavesAt: at(16), waitingMinutes: 0, latenessMinutes: 0 },
      ],
      legs: [
        { from: null, to: "b", km: 2, minutes: 4 },
        { from: "b", to: "a", km: 1, minutes: 2 },
        { from: "a", to: null, km: 2, minutes: 4 },
      ],
      totals: { km: 5, travelMinutes: 10, waitingMinutes: 0, latenessMinutes: 0, endsAt: at(20) },
    });
    expect(mapLinks).toHaveLength(1);
  });

  it("waits where it comes too early and tells where it comes too late", () => {
    const stops = [stop("a", -25.7, 28.2, between(10, 20)), stop("b", -25.71, 28.2, between(-5, 1))];
    const { stops: visits, totals } = onlyTour(
      request(stops, {
        distance: [
          [0, 1],
          [3, 0],
        ],
      }),
    );
    expect(visits).toMatchObject([
      { id: "b", arrivesAt: DEPART_AT, waitingMinutes: 0, latenessMinutes: 0 },
      { id: "a", arrivesAt: at(11), waitingMinutes: 0, latenessMinutes: 0 },
    ]);
    expect(totals).toMatchObject({ km: 3, endsAt: at(16) });
    const late = onlyTour(request([stop("a", -25.7, 28.2, between(20, 20)), stop("b", -25.7, 28.2, between(21, 21))]));
    expect(late.stops).toMatchObject([
      { id: "a", waitingMinutes: 20, latenessMinutes: 0 },
      { id: "b", arrivesAt: at(25), waitingMinutes: 0, latenessMinutes: 4 },
    ]);
    expect(late.totals).toMatchObject({ waitingMinutes: 20, latenessMinutes: 4, endsAt: at(30) });
  });

  it("goes a longer way to be in time, but no longer way to wait less", () => {
    const far = stop("far", -25.7, 28.2, between(0, 7));
    const near = stop("near", -25.71, 28.2, between(0, 60));
    expect(ids(onlyTour(request([near, far], { start: DEPOT, distance: line(3) })))).toEqual(["far", "near"]);
    const later = stop("near", -25.71, 28.2, between(30, 60));
    const easy = stop("far", -25.7, 28.2, between(0, 60));
    expect(ids(onlyTour(request([later, easy], { start: DEPOT, distance: line(3) })))).toEqual(["near", "far"]);
  });

  it("is done early where the way is the same", () => {
    const stops = [stop("late", -25.7, 28.2, between(60, 90)), stop("early", -25.7, 28.2, between(30, 90))];
    expect(ids(onlyTour(request(stops)))).toEqual(["early", "late"]);
  });

  it("begins and ends at its stops where nothing else is said", () => {
    const stops = [stop("b", 0, 0.2), stop("a", 0, 0.1), stop("c", 0, 0.3)];
    const tour = onlyTour(request(stops));
    expect(["a,b,c", "c,b,a"]).toContain(ids(tour).join());
    expect(tour.legs).toHaveLength(2);
    expect(tour.totals.km).toBeCloseTo((getPreciseDistance(stops[1] ?? DEPOT, stops[2] ?? DEPOT) * 1.3) / 1_000, 2);
    expect(tour.stops[0]).toMatchObject({ arrivesAt: DEPART_AT });
    expect(tour.totals.endsAt).toBe(tour.stops.at(-1)?.leavesAt);
    expect(ids(onlyTour(request(stops, { start: { latitude: 0, longitude: 0.4 } })))).toEqual(["c", "b", "a"]);
    expect(ids(onlyTour(request(stops, { end: { latitude: 0, longitude: 0.4 } })))).toEqual(["a", "b", "c"]);
  });

  it("minds one-way streets", () => {
    const stops = ["a", "b", "c"].map((id) => stop(id, 0, 0));
    const distance = [
      [0, 9, 1],
      [1, 0, 9],
      [9, 1, 0],
    ];
    expect(onlyTour(request(stops, { distance })).totals.km).toBe(2);
  });

  it("does without stops", () => {
    const nothing = { km: 0, travelMinutes: 0, waitingMinutes: 0, latenessMinutes: 0, endsAt: DEPART_AT };
    const plan = planOf(request([], { start: DEPOT, end: { latitude: -26, longitude: 28 }, vehicles: 3 }));
    expect(plan).toEqual({ vehicles: [], totals: nothing, baseline: { order: [], totals: nothing } });
  });

  it("does with one stop", () => {
    const plan = planOf(request([stop("a", -25.7, 28.2)], { vehicles: 3 }));
    expect(plan.vehicles).toHaveLength(1);
    expect(plan.vehicles[0]?.legs).toEqual([]);
    expect(plan.totals).toMatchObject({ km: 0, endsAt: at(5) });
    expect(plan.baseline).toEqual({ order: ["a"], totals: plan.totals });
  });

  it("does with all stops at one point", () => {
    const stops = Array.from({ length: 30 }, (_, n) => stop(`${n}`, -25.7, 28.2));
    const { vehicles, totals } = planOf(request(stops, { vehicles: 3 }));
    expect(vehicles).toHaveLength(1);
    expect(totals).toMatchObject({ km: 0, endsAt: at(150) });
    expect(vehicles[0]?.mapLinks).toHaveLength(1);
  });
});

describe("distances without a matrix", () => {
  const kmBetween = (a: [number, number], b: [number, number]) =>
    onlyTour(request([stop("a", ...a), stop("b", ...b)], { roadFactor: 2 })).totals.km;

  it("are geodesics times the road factor", () => {
    expect(kmBetween([0, 28], [0, 29])).toBeCloseTo(111.319 * 2, 3);
  });

  it("are short across the date line and around a pole", () => {
    expect(kmBetween([0, 179.9], [0, -179.9])).toBeCloseTo(22.264 * 2, 3);
    expect(kmBetween([90, 0], [90, 120])).toBe(0);
    expect(kmBetween([89.9, 0], [89.9, 180])).toBeLessThan(50);
  });

  it("are those of the sphere between antipodes, where the geodesic has no answer", () => {
    const [a, b] = [
      { latitude: 10, longitude: 20 },
      { latitude: -10, longitude: -160 },
    ];
    expect(getPreciseDistance(a, b)).toBeNaN();
    expect(kmBetween([10, 20], [-10, -160])).toBeCloseTo((getDistance(a, b) * 2) / 1_000, 3);
  });
});
