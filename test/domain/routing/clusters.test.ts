import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { baselineOrder } from "../../../src/domain/routing/baseline-order";
import { clusterPoints, earthPoint } from "../../../src/domain/routing/clusters";
import type { Stop } from "../../../src/domain/routing/tour";
import { at, planOf, problemOf, request, stop } from "./tours";

const groupsOf = (places: readonly [number, number][], count: number): string[] =>
  clusterPoints(
    places.map(([latitude, longitude]) => earthPoint({ latitude, longitude })),
    count,
    1,
  )
    .map((members) => members.join())
    .toSorted();

describe("clusters", () => {
  it("hold every point once, at most so many clusters, and none of them empty", () => {
    const degrees = (most: number) =>
      fc.oneof(fc.constantFrom(-most, 0, most), fc.double({ min: -most, max: most, noNaN: true }));
    const points = fc.array(fc.record({ latitude: degrees(90), longitude: degrees(180) }), { maxLength: 12 });
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 3 }), fc.boolean(), (places, count, isRaw) => {
        const raw = places.map(({ latitude, longitude }) => [latitude, longitude]);
        const groups = clusterPoints(isRaw ? raw : places.map(earthPoint), count, 7);
        expect(groups.flat().toSorted((a, b) => a - b)).toEqual(places.map((_, index) => index));
        expect(groups.length).toBeLessThanOrEqual(count);
        expect(groups.every((members) => members.length > 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("are no more than there are distinct points", () => {
    expect(
      groupsOf(
        [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
        3,
      ),
    ).toEqual(["0,1,2"]);
    expect(
      groupsOf(
        [
          [1, 1],
          [2, 2],
          [1, 1],
        ],
        3,
      ),
    ).toEqual(["0,2", "1"]);
    expect(
      groupsOf(
        [
          [90, 0],
          [90, 90],
          [90, 180],
        ],
        3,
      ),
    ).toEqual(["0,1,2"]);
  });

  it("reach across the date line", () => {
    expect(
      groupsOf(
        [
          [0, 179.9],
          [0, 170],
          [0, -179.9],
          [0, 170.1],
        ],
        2,
      ),
    ).toEqual(["0,2", "1,3"]);
  });

  it("reach around a pole", () => {
    expect(
      groupsOf(
        [
          [89.9, 0],
          [80, 0],
          [89.9, 180],
          [80, 1],
        ],
        2,
      ),
    ).toEqual(["0,2", "1,3"]);
  });

  it("measure a degree of longitude as what it is at its latitude", () => {
    // At 60° the two degrees east are a degree's way, and 1.5 degrees north are more.
    expect(
      groupsOf(
        [
          [60, 0],
          [60, 2],
          [61.5, 0],
          [61.5, 2],
        ],
        2,
      ),
    ).toEqual(["0,1", "2,3"]);
  });

  it("are told apart within a street", () => {
    expect(
      groupsOf(
        [
          [-25.7, 28.2],
          [-25.7, 28.20001],
          [-25.7, 28.2005],
          [-25.7, 28.20051],
        ],
        2,
      ),
    ).toEqual(["0,1", "2,3"]);
  });
});

describe("several vehicles", () => {
  const town = (name: string, latitude: number) => [0, 1, 2].map((n) => stop(`${name}${n}`, latitude, 28 + n / 100));

  it("take a cluster each, all from the same start", () => {
    const stops = [...town("a", -25), ...town("b", -26), ...town("c", -27)];
    const start = { latitude: -26.1, longitude: 28 };
    const { vehicles, totals } = planOf(request(stops, { start, vehicles: 3 }));
    const taken = vehicles.map(({ stops: visits }) => [...new Set(visits.map(({ id }) => id[0]))].join());
    expect(taken.toSorted()).toEqual(["a", "b", "c"]);
    expect(vehicles.every(({ legs }) => legs[0]?.from === null)).toBe(true);
    expect(totals.km).toBeCloseTo(
      vehicles.reduce((sum, tour) => sum + tour.totals.km, 0),
      6,
    );
  });

  it("share the effort by their stops", () => {
    const scattered = (name: string, latitude: number) =>
      Array.from({ length: 40 }, (_, n) =>
        stop(`${name}${n}`, latitude + ((n * 17) % 41) / 100, ((n * 23) % 43) / 100),
      );
    const [here, there] = [scattered("a", -25), scattered("b", 25)];
    const both = planOf(request([...here, ...there], { vehicles: 2, effort: 1_200 })).vehicles;
    const legsOf = (effort: number) => planOf(request(here, { effort })).vehicles[0]?.legs;
    expect(both.map(({ legs }) => legs)).toContainEqual(legsOf(600));
    expect(legsOf(1_200)).not.toEqual(legsOf(600));
  });

  it("are one where one is asked for", () => {
    expect(planOf(request([...town("a", -25), ...town("b", -26)])).vehicles).toHaveLength(1);
  });
});

describe("the contract's baseline", () => {
  const orderOf = (stops: readonly Stop[], positions: readonly number[]): number[] => {
    const places = [0, ...positions];
    const distance = places.map((a) => places.map((b) => Math.abs(a - b)));
    return baselineOrder(problemOf(distance, stops), { stops });
  };

  it("begins with a cluster's earliest stop and goes on to the nearest", () => {
    const opens = [30, 20, 10, 40, 50];
    const stops = opens.map((minute, n) => stop(`${n}`, 0, 0, { window: { opens: at(minute), closes: at(90) } }));
    expect(orderOf(stops, [1, 2, 3.9, 5, 6])).toEqual([3, 4, 5, 2, 1]);
  });

  it("begins anew in each of three clusters", () => {
    const positions = [0, 0.1, 30, 30.1, 60, 60.1];
    const stops = positions.map((longitude, n) => {
      const opens = at(n % 2 === 0 ? 60 : 30);
      return stop(`${n}`, 0, longitude, { window: { opens, closes: opens } });
    });
    const order = orderOf(stops, positions);
    const towns = [0, 1, 2].map((town) => order.filter((place) => Math.floor((place - 1) / 2) === town));
    expect(towns).toEqual([
      [2, 1],
      [4, 3],
      [6, 5],
    ]);
    expect(order.filter((place, n) => n % 2 === 0 && place % 2 === 0)).toHaveLength(3);
  });

  it("makes three clusters of four towns", () => {
    const positions = [0, 0.1, 30, 30.1, 60, 60.1, 90, 90.1];
    const stops = positions.map((longitude, n) => {
      const opens = at(n % 2 === 0 ? 60 : 30);
      return stop(`${n}`, 0, longitude, { window: { opens, closes: opens } });
    });
    // A town that shares its cluster is entered from the nearer side.
    expect(orderOf(stops, positions).filter((place, n) => n % 2 === 0 && place % 2 === 0)).toHaveLength(3);
  });
});
