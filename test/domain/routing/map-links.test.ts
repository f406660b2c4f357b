import { describe, expect, it } from "vitest";
import { mapLinks } from "../../../src/domain/routing/map-links";

const placesOf = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ latitude: -25 - n / 100, longitude: 28 }));
const partsOf = (link: string) => Object.fromEntries(new URL(link).searchParams);
const pointsOf = (link: string): string[] => {
  const { origin = "", waypoints, destination = "" } = partsOf(link);
  return [origin, ...(waypoints?.split("|") ?? []), destination];
};

describe("links to Google Maps", () => {
  it("lead from a start over stops to an end", () => {
    const [link = ""] = mapLinks([
      { latitude: -25.7479, longitude: 28.2293 },
      { latitude: -25.75, longitude: 28.24 },
      { latitude: -25.76, longitude: 28.25 },
      { latitude: -25.77, longitude: 28.26 },
    ]);
    expect(link).toBe(
      "https://www.google.com/maps/dir/?api=1&origin=-25.7479%2C28.2293&destination=-25.77%2C28.26" +
        "&waypoints=-25.75%2C28.24%7C-25.76%2C28.25&travelmode=driving",
    );
  });

  it("lead to a single place from wherever one is", () => {
    expect(mapLinks(placesOf(1)).map(partsOf)).toEqual([{ api: "1", destination: "-25,28", travelmode: "driving" }]);
  });

  it("lead nowhere without a place", () => {
    expect(mapLinks([])).toEqual([]);
  });

  it.each([
    [2, 1],
    [11, 1],
    [12, 2],
    [21, 2],
    [22, 3],
    [202, 21],
  ])("take %d places in %d links", (places, links) => {
    expect(mapLinks(placesOf(places))).toHaveLength(links);
  });

  it("hold nine waypoints at the most and go on where the one before ended", () => {
    const places = placesOf(50);
    const parts = mapLinks(places).map(pointsOf);
    expect(Math.max(...parts.map((points) => points.length))).toBe(11);
    expect(parts.flatMap((points, n) => (n === 0 ? points : points.slice(1)))).toHaveLength(50);
    for (const [n, points] of parts.slice(1).entries()) expect(points[0]).toBe(parts[n]?.at(-1));
  });

  it("name a place once where several stops in a row are at it", () => {
    const [a, b] = [
      { latitude: 1, longitude: 2 },
      { latitude: 3, longitude: 4 },
    ];
    expect(mapLinks([a, a, b, b, a]).map(pointsOf)).toEqual([["1,2", "3,4", "1,2"]]);
    expect(mapLinks([a, a]).map(partsOf)).toEqual([{ api: "1", destination: "1,2", travelmode: "driving" }]);
  });

  it("write small numbers as Google reads them", () => {
    expect(mapLinks([{ latitude: 1e-9, longitude: -1e-9 }]).map(partsOf)).toMatchObject([{ destination: "0,0" }]);
  });
});
