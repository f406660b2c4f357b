import { describe, expect, it } from "vitest";
import { planTour } from "../../../src/domain/routing/plan-tour";
import type { TourRequest } from "../../../src/domain/routing/tour";
import { at, DEPOT, request, stop } from "./tours";

const stops = [stop("a", -25.7, 28.2), stop("b", -25.8, 28.3)];
const withStop = (more: object): TourRequest => request([stop("a", -25.7, 28.2), stop("b", -25.8, 28.3, more)]);
const square = (size: number, km = 1) => Array.from({ length: size }, () => new Array<number>(size).fill(km));
const windowOf = (opens: number, closes: number) => withStop({ window: { opens, closes } });

describe("a tour is refused", () => {
  it.each<[string, TourRequest, string]>([
    ["a latitude that is no number", withStop({ latitude: Number.NaN }), "stops.1.latitude"],
    ["a latitude beyond the north pole", withStop({ latitude: 90.001 }), "stops.1.latitude"],
    ["a latitude beyond the south pole", withStop({ latitude: -90.001 }), "stops.1.latitude"],
    ["a longitude that is no number", withStop({ longitude: Number.NaN }), "stops.1.longitude"],
    ["a longitude beyond the date line", withStop({ longitude: 180.001 }), "stops.1.longitude"],
    ["an endless longitude", withStop({ longitude: -Infinity }), "stops.1.longitude"],
    ["an id twice", withStop({ id: "a" }), "stops.1.id"],
    ["service that takes less than no time", withStop({ serviceMinutes: -1 }), "stops.1.serviceMinutes"],
    ["service for more than a day", withStop({ serviceMinutes: 1_441 }), "stops.1.serviceMinutes"],
    ["service of no number", withStop({ serviceMinutes: Number.NaN }), "stops.1.serviceMinutes"],
    ["a window that closes before it opens", windowOf(at(1), at(0)), "stops.1.window"],
    ["a window that opens at no time", windowOf(Number.NaN, at(1)), "stops.1.window.opens"],
    ["a window that never closes", windowOf(at(0), Infinity), "stops.1.window.closes"],
    ["a start off the globe", request(stops, { start: { ...DEPOT, latitude: 91 } }), "start.latitude"],
    ["an end off the globe", request(stops, { end: { ...DEPOT, longitude: 181 } }), "end.longitude"],
    ["a departure at no time", request(stops, { departAt: Number.NaN }), "departAt"],
    ["a departure beyond all calendars", request(stops, { departAt: 8.65e15 }), "departAt"],
    ["standing still", request(stops, { speedKmh: 0 }), "speedKmh"],
    ["more than any speed", request(stops, { speedKmh: 301 }), "speedKmh"],
    ["roads shorter than the straight line", request(stops, { roadFactor: 0.99 }), "roadFactor"],
    ["roads that lead nowhere", request(stops, { roadFactor: 11 }), "roadFactor"],
    ["no vehicle", request(stops, { vehicles: 0 }), "vehicles"],
    ["four vehicles", request(stops, { vehicles: 4 }), "vehicles"],
    ["half a vehicle", request(stops, { vehicles: 1.5 }), "vehicles"],
    ["a seed below nought", request(stops, { seed: -1 }), "seed"],
    ["a seed past 32 bits", request(stops, { seed: 2 ** 32 }), "seed"],
    ["an effort below nought", request(stops, { effort: -1 }), "effort"],
    ["an endless effort", request(stops, { effort: Infinity }), "effort"],
    ["a matrix without a row", request(stops, { distance: square(2).slice(1) }), "distance"],
    ["a matrix without a column", request(stops, { distance: square(2).map((row) => row.slice(1)) }), "distance"],
    ["a matrix without the start", request(stops, { start: DEPOT, distance: square(2) }), "distance"],
    ["a matrix without the end", request(stops, { end: DEPOT, distance: square(2) }), "distance"],
    ["a way below nought", request(stops, { distance: square(2, -1) }), "distance"],
    ["a way of no number", request(stops, { distance: square(2, Number.NaN) }), "distance"],
    ["a way further than any", request(stops, { distance: square(2, 100_001) }), "distance"],
  ])("for %s", (_, asked, field) => {
    const plan = planTour(asked);
    expect(plan).toMatchObject({ ok: false, error: { kind: "validation" } });
    if (!plan.ok && plan.error.kind === "validation") expect(Object.keys(plan.error.details)).toEqual([field]);
  });

  it("for everything that is wrong with it at once", () => {
    const plan = planTour(request([stop("a", 91, 181)], { vehicles: 9 }));
    const details = plan.ok || plan.error.kind !== "validation" ? {} : plan.error.details;
    expect(Object.keys(details)).toEqual(["vehicles", "stops.0.latitude", "stops.0.longitude"]);
  });

  it("for more than 200 stops, as a conflict", () => {
    const many = (count: number) =>
      request(
        Array.from({ length: count }, (_, n) => stop(`${n}`, 0, n / 10)),
        { effort: 0 },
      );
    expect(planTour(many(201))).toEqual({
      ok: false,
      error: {
        kind: "conflict",
        message: "A tour takes at most 200 stops",
        details: { rule: "tour_stops", stops: 201, max_stops: 200 },
      },
    });
    expect(planTour(many(200)).ok).toBe(true);
  });
});

describe("a tour is planned", () => {
  it.each<[string, TourRequest]>([
    ["at the corners of the globe", request([stop("a", 90, 180), stop("b", -90, -180)])],
    ["for a window of one instant", windowOf(at(0), at(0))],
    ["with every limit reached", request(stops, { speedKmh: 300, roadFactor: 10, vehicles: 3, seed: 2 ** 32 - 1 })],
    ["over a matrix with start and end", request(stops, { start: DEPOT, end: DEPOT, distance: square(4) })],
  ])("%s", (_, asked) => {
    expect(planTour(asked).ok).toBe(true);
  });
});
