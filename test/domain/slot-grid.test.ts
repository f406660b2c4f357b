import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MinuteRange, parseWindow, planGrid, slotDuration } from "../../src/domain/slot-grid";
import { localTime, MINUTE_MS } from "../../src/domain/time";

const clock = (minute: number) => localTime(minute * MINUTE_MS, "UTC");
const windowOf = (text: string): MinuteRange => {
  const window = parseWindow(text);
  if (window === null) throw new Error(`${text} is no window`);
  return window;
};
const gridOf = (window: string, totalSlots: number, bufferMinutes: number) =>
  planGrid({ window: windowOf(window), totalSlots, bufferMinutes }).map(
    ({ start, end }) => `${clock(start)}-${clock(end)}`,
  );

describe("pickup windows", () => {
  it("are minutes after midnight", () => {
    expect(parseWindow("17:00-19:00")).toEqual({ start: 1_020, end: 1_140 });
  });

  it("may end at 00:00, which means midnight", () => {
    expect(parseWindow("22:00-00:00")).toEqual({ start: 1_320, end: 1_440 });
    expect(parseWindow("00:00-00:00")).toEqual({ start: 0, end: 1_440 });
  });

  it.each([
    "19:00-17:00",
    "17:00-17:00",
    "23:00-00:30",
    "17:00",
    "17:00-24:00",
    "17:00-18:00-19:00",
    "5pm-7pm",
    "-",
    "",
  ])("cannot read %j", (text) => {
    expect(parseWindow(text)).toBeNull();
  });
});

describe("the grid of a window", () => {
  it("is the contract's for 17:00-19:00, 4 slots and 5 minutes", () => {
    expect(gridOf("17:00-19:00", 4, 5)).toEqual(["17:00-17:25", "17:30-17:55", "18:00-18:25", "18:30-18:55"]);
    expect(slotDuration({ window: windowOf("17:00-19:00"), totalSlots: 4, bufferMinutes: 5 })).toBe(25);
  });

  it("rounds the pitch down to whole minutes", () => {
    expect(gridOf("17:00-18:00", 7, 1)).toEqual([
      "17:00-17:07",
      "17:08-17:15",
      "17:16-17:23",
      "17:24-17:31",
      "17:32-17:39",
      "17:40-17:47",
      "17:48-17:55",
    ]);
  });

  it("leaves no gaps without a buffer", () => {
    expect(gridOf("17:00-18:00", 2, 0)).toEqual(["17:00-17:30", "17:30-18:00"]);
  });

  it("reaches midnight and not beyond", () => {
    expect(gridOf("23:00-00:00", 2, 0)).toEqual(["23:00-23:30", "23:30-00:00"]);
    expect(planGrid({ window: windowOf("23:00-00:00"), totalSlots: 2, bufferMinutes: 0 }).at(-1)?.end).toBe(1_440);
  });

  it("has no duration left where buffers take the whole window", () => {
    expect(slotDuration({ window: windowOf("17:00-17:20"), totalSlots: 4, bufferMinutes: 5 })).toBe(0);
    expect(slotDuration({ window: windowOf("17:00-17:20"), totalSlots: 4, bufferMinutes: 6 })).toBe(-1);
    expect(slotDuration({ window: windowOf("17:00-17:24"), totalSlots: 4, bufferMinutes: 5 })).toBe(1);
  });

  it("has as many slots as asked, inside the window, a buffer apart and equally long", () => {
    const plans = fc
      .record({
        start: fc.integer({ min: 0, max: 1_439 }),
        length: fc.integer({ min: 1, max: 1_440 }),
        totalSlots: fc.integer({ min: 1, max: 20 }),
        bufferMinutes: fc.integer({ min: 0, max: 60 }),
      })
      .map(({ start, length, ...rest }) => ({ window: { start, end: Math.min(1_440, start + length) }, ...rest }))
      .filter((plan) => slotDuration(plan) >= 1);
    fc.assert(
      fc.property(plans, (plan) => {
        const grid = planGrid(plan);
        expect(grid).toHaveLength(plan.totalSlots);
        expect(grid[0]?.start).toBe(plan.window.start);
        for (const [k, slot] of grid.entries()) {
          expect(slot.end - slot.start).toBe(slotDuration(plan));
          expect(slot.end).toBeLessThanOrEqual(plan.window.end);
          const next = grid[k + 1];
          if (next) expect(next.start - slot.end).toBe(plan.bufferMinutes);
        }
      }),
    );
  });
});
