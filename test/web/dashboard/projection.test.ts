import { describe, expect, it } from "vitest";
import { project, roundLength, spread } from "../../../src/web/dashboard/route/projection";

const SIZE = { width: 340, height: 240, margin: 34 };
const pretoria = { latitude: -25.75, longitude: 28.22 };

describe("places on a drawing", () => {
  it("lie as they lie: north up, east right, in proportion", () => {
    const east = { ...pretoria, longitude: 28.24 };
    const north = { ...pretoria, latitude: -25.73 };
    const { points } = project([pretoria, east, north], SIZE);
    const [home, right, up] = points;
    if (!home || !right || !up) throw new Error("three points are needed");
    expect([right.y, up.x]).toEqual([home.y, home.x]);
    expect(right.x).toBeGreaterThan(home.x);
    expect(up.y).toBeLessThan(home.y);
    // A degree of longitude is shorter than one of latitude, by the cosine of the latitude.
    expect((right.x - home.x) / (home.y - up.y)).toBeCloseTo(Math.cos((25.74 * Math.PI) / 180), 5);
  });

  it("stay within the margins, whatever their spread", () => {
    for (const span of [0, 0.0001, 0.01, 1]) {
      const places = [0, 1, 2].map((n) => ({ latitude: -25 + n * span, longitude: 28 - n * span * 3 }));
      for (const { x, y } of project(places, SIZE).points) {
        expect(x).toBeGreaterThanOrEqual(SIZE.margin - 1e-6);
        expect(x).toBeLessThanOrEqual(SIZE.width - SIZE.margin + 1e-6);
        expect(y).toBeGreaterThanOrEqual(SIZE.margin - 1e-6);
        expect(y).toBeLessThanOrEqual(SIZE.height - SIZE.margin + 1e-6);
      }
    }
  });

  it("come with a bar as long as it says", () => {
    const places = [pretoria, { ...pretoria, latitude: -25.75 + 5_000 / 111_195 }]; // 5 km north
    const { points, scaleBar } = project(places, SIZE);
    const pixelsPerMetre = ((points[0]?.y ?? 0) - (points[1]?.y ?? 0)) / 5_000;
    expect(scaleBar.length / pixelsPerMetre).toBeCloseTo(scaleBar.metres, 3);
    expect(scaleBar).toEqual({ metres: 2_000, length: expect.closeTo(68.8, 1) });
  });
});

it.each([
  [1, 1],
  [1.9, 1],
  [2, 2],
  [499, 200],
  [500, 500],
  [9_999, 5_000],
])("a bar of at most %d m is %d m long", (most, length) => {
  expect(roundLength(most)).toBe(length);
});

it("moves marks apart that would cover each other, and leaves the others alone", () => {
  const far = { x: 200, y: 200 };
  const [a, b, c] = spread([{ x: 50, y: 50 }, { x: 50, y: 50 }, far], 28);
  if (!a || !b) throw new Error("three marks are needed");
  expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThanOrEqual(27.5);
  expect(c).toEqual(far);
});
