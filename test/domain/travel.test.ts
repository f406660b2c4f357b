import { describe, expect, it } from "vitest";
import { estimateTravel, formatDistance, formatTravelTime } from "../../src/domain/travel";

const ROAD_FACTOR = 1.3;
const METRES_PER_SECOND = 30_000 / 3_600;
const flindersPeak = { latitude: -37.951_033_417, longitude: 144.424_867_889 };
const buninyong = { latitude: -37.652_821_139, longitude: 143.926_495_528 };

describe("estimated travel", () => {
  it.each([
    ["Vincenty's own example", flindersPeak, buninyong, 54_972],
    ["a degree of the equator", { latitude: 0, longitude: 28 }, { latitude: 0, longitude: 29 }, 111_319],
    ["the first degree of a meridian", { latitude: 0, longitude: 28 }, { latitude: 1, longitude: 28 }, 110_574],
  ])("is the geodesic of %s stretched by the road factor", (_, from, to, geodesic) => {
    expect(estimateTravel(from, to).metres).toBeCloseTo(geodesic * ROAD_FACTOR, 3);
  });

  it("is that of the sphere between antipodes", () => {
    const { metres } = estimateTravel({ latitude: -25.7, longitude: 28.2 }, { latitude: 25.7, longitude: -151.8 });
    expect(metres / ROAD_FACTOR / 1_000).toBeCloseTo(20_015, -2);
  });

  it("is driven at 30 km/h", () => {
    const { metres, seconds } = estimateTravel(flindersPeak, buninyong);
    expect(seconds).toBeCloseTo(metres / METRES_PER_SECOND, 6);
    expect(seconds).toBeCloseTo(8_575.6, 0);
  });

  it("is the same both ways", () => {
    expect(estimateTravel(buninyong, flindersPeak)).toEqual(estimateTravel(flindersPeak, buninyong));
  });

  it("is nothing from a place to itself", () => {
    expect(estimateTravel(buninyong, buninyong)).toEqual({ metres: 0, seconds: 0 });
  });
});

describe("printed travel", () => {
  it.each([
    [5_200, "5.2 km"],
    [71_463.6, "71.5 km"],
    [0, "0.0 km"],
  ])("says %d metres as %s", (metres, expected) => {
    expect(formatDistance({ metres, seconds: 0 })).toBe(expected);
  });

  it.each([
    [900, "15 minutes"],
    [929, "15 minutes"],
    [931, "16 minutes"],
    [60, "1 minute"],
    [0, "1 minute"],
  ])("says %d seconds as %s", (seconds, expected) => {
    expect(formatTravelTime({ metres: 0, seconds })).toBe(expected);
  });
});
