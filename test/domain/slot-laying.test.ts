import { describe, expect, it } from "vitest";
import { layStretches, type Stretch } from "../../src/domain/slot-laying";

const stretch = (startsAt: number, endsAt: number): Stretch => ({ startsAt, endsAt });
const WINDOW = stretch(0, 120);
const GRID = [stretch(0, 25), stretch(30, 55), stretch(60, 85), stretch(90, 115)];
const origins = (laying: ReturnType<typeof layStretches>) =>
  laying.stretches.map(({ startsAt, endsAt, origin }) => `${startsAt}-${endsAt} ${origin}`);

describe("laying slots", () => {
  it("makes the plain grid where the location has nothing", () => {
    const laying = layStretches(GRID, [], WINDOW);
    expect(origins(laying)).toEqual(["0-25 new", "30-55 new", "60-85 new", "90-115 new"]);
    expect(laying).toMatchObject({ isAdjusted: false, conflicts: [] });
  });

  it("shares equal stretches, which changes nothing about the grid", () => {
    const laying = layStretches(GRID, [stretch(30, 55), stretch(60, 85)], WINDOW);
    expect(origins(laying)).toEqual(["0-25 new", "30-55 shared", "60-85 shared", "90-115 new"]);
    expect(laying).toMatchObject({ isAdjusted: false, conflicts: [] });
  });

  it("drops a stretch that overlaps another and adopts the one in its way", () => {
    const laying = layStretches(GRID, [stretch(40, 58)], WINDOW);
    expect(origins(laying)).toEqual(["0-25 new", "40-58 adopted", "60-85 new", "90-115 new"]);
    expect(laying).toMatchObject({ isAdjusted: true, conflicts: [stretch(40, 58)] });
  });

  it("names an existing stretch that blocks two of the grid only once", () => {
    const laying = layStretches(GRID, [stretch(20, 40)], WINDOW);
    expect(origins(laying)).toEqual(["20-40 adopted", "60-85 new", "90-115 new"]);
    expect(laying.conflicts).toEqual([stretch(20, 40)]);
  });

  it("adopts a stretch that fits between two of the grid", () => {
    const laying = layStretches([stretch(0, 25), stretch(60, 85)], [stretch(25, 60)], WINDOW);
    expect(origins(laying)).toEqual(["0-25 new", "25-60 adopted", "60-85 new"]);
    expect(laying).toMatchObject({ isAdjusted: true, conflicts: [] });
  });

  it("lets stretches touch, for their ends are open", () => {
    const laying = layStretches([stretch(30, 60)], [stretch(0, 30), stretch(60, 90)], stretch(30, 60));
    expect(origins(laying)).toEqual(["30-60 new"]);
    expect(laying.isAdjusted).toBe(false);
  });

  it("gives way to a stretch that reaches across the window's edge without adopting it", () => {
    const laying = layStretches(GRID, [stretch(-10, 10), stretch(110, 140)], WINDOW);
    expect(origins(laying)).toEqual(["30-55 new", "60-85 new"]);
    expect(laying).toMatchObject({ isAdjusted: true, conflicts: [stretch(-10, 10), stretch(110, 140)] });
  });

  it("ignores stretches outside the window", () => {
    const laying = layStretches(GRID, [stretch(-30, -5), stretch(130, 155)], WINDOW);
    expect(origins(laying)).toEqual(["0-25 new", "30-55 new", "60-85 new", "90-115 new"]);
    expect(laying.isAdjusted).toBe(false);
  });

  it("finds no room where one stretch takes the whole window and more", () => {
    const laying = layStretches(GRID, [stretch(-5, 125)], WINDOW);
    expect(laying).toEqual({ stretches: [], isAdjusted: true, conflicts: [stretch(-5, 125)] });
  });

  it("drops the later of two stretches that a clock change folds onto each other", () => {
    const laying = layStretches([stretch(0, 25), stretch(10, 35), stretch(0, 25)], [], WINDOW);
    expect(origins(laying)).toEqual(["0-25 new"]);
    expect(laying.isAdjusted).toBe(true);
  });
});
