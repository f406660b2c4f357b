import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layDay, withEdit } from "../../../src/domain/optimization/day-plan";
import { playDay } from "../../../src/domain/optimization/what-if";
import { demand, facts, location, plan, schedule } from "./days";

const play = (parts: Parameters<typeof facts>[0], days = plan()) =>
  playDay({ plan: days, redirects: [] }, facts(parts));

describe("the slots of a day", () => {
  it("are the schedule's grid", () => {
    expect(layDay(plan()).map(({ start, end, seats }) => [start, end, seats])).toEqual([
      [1_020, 1_045, 5],
      [1_050, 1_075, 5],
      [1_080, 1_105, 5],
      [1_110, 1_135, 5],
    ]);
  });

  it("are shared by schedules at one counter, for the larger of their limits", () => {
    const slots = layDay(plan([schedule(), schedule({ id: "soup", maxOrders: 8 })]));
    expect(slots.map(({ seats }) => seats)).toEqual([8, 8, 8, 8]);
  });

  it("give way to those laid before, as a changed schedule's do", () => {
    const two = plan([schedule(), schedule({ id: "soup", window: { start: 1_080, end: 1_140 }, totalSlots: 2 })]);
    const changed = layDay(withEdit(two, { scheduleId: "pizza", change: { totalSlots: 3 } }));
    expect(changed.map(({ start }) => start)).toEqual([1_020, 1_080, 1_110]);
  });

  it("hold no more than their location allows, nor than their schedules do", () => {
    expect(layDay(plan(undefined, [location({ slotCapacity: 3 })]))[0]?.seats).toBe(3);
    expect(layDay(plan(undefined, [location({ slotCapacity: 30 })]))[0]?.seats).toBe(5);
  });

  it("end before the listing does", () => {
    expect(layDay(plan([schedule({ lastMinute: 1_105 })]))).toHaveLength(3);
  });
});

describe("a played day", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(play({})).toEqual(play({}));
    expect(play({ seed: 8 })).not.toEqual(play({}));
  });

  it("has on average as many requests as are expected", () => {
    const { requests } = play({ demand: demand({ 17: 6, 18: 9 }) });
    expect(requests).toBeGreaterThan(14);
    expect(requests).toBeLessThan(16);
  });

  it("strays further where demand is dispersed, and so turns more away", () => {
    const calm = play({ demand: demand({ 17: 8, 18: 8 }) });
    const wild = play({ demand: demand({ 17: 8, 18: 8 }, "main", 4) });
    expect(wild.turnedAway).toBeGreaterThan(calm.turnedAway + 0.5);
  });

  it("turns away who finds no seat in the hour, though the next hour has some", () => {
    const { hours } = play({ demand: demand({ 17: 40, 18: 1 }) });
    expect(hours.find(({ hour }) => hour === 17)).toMatchObject({ served: 10, seats: 10 });
    expect(hours.find(({ hour }) => hour === 18)?.served).toBeLessThan(2);
  });

  it("waits as theory has it: of two people in 25 minutes, the second waits for the first's 5", () => {
    // The gap of two moments in T minutes has density 2 (T - g) / T^2, and max(0, s - g) the mean s^2 / T - s^3 / (3 T^2).
    const one = plan([schedule({ window: { start: 1_020, end: 1_050 }, totalSlots: 1, maxOrders: 2 })]);
    const days = Array.from({ length: 60 }, (_, seed) =>
      play({ demand: demand({ 17: 100 }), counterMinutes: () => 5, seed }, one),
    );
    const mean = days.reduce((sum, day) => sum + (day.meanWaitMinutes ?? 0), 0) / days.length;
    expect(mean).toBeCloseTo((5 ** 2 / 25 - 5 ** 3 / (3 * 25 ** 2)) / 2, 1);
  });

  it("knows no waiting where a counter was not measured", () => {
    expect(play({ counterMinutes: () => null })).toMatchObject({ meanWaitMinutes: null, inTimeShare: null });
  });

  it("is served late where the counter is slow, and no-shows hold up nobody", () => {
    const busy = { demand: demand({ 17: 20, 18: 20 }), counterMinutes: () => 8 };
    const all = play(busy);
    expect(all.inTimeShare).toBeLessThan(0.6);
    expect(play({ ...busy, showRate: 0.5 }).inTimeShare).toBeGreaterThan(all.inTimeShare ?? 1);
  });

  it("meets the same people after a change", () => {
    const more = withEdit(plan(), { scheduleId: "pizza", change: { maxOrders: 9 } });
    const [before, after] = [play({}), play({}, more)];
    expect(after.requests).toBe(before.requests);
  });

  it("lets those who are sent elsewhere take no seat of that counter's own people", () => {
    const two = plan(
      [schedule(), schedule({ id: "soup", locationId: "side" })],
      [location(), location({ id: "side" })],
    );
    const asked = { demand: [...demand({ 17: 20 }), ...demand({ 17: 6 }, "side")] };
    const apart = playDay({ plan: two, redirects: [] }, facts(asked));
    const sent = playDay({ plan: two, redirects: [{ from: "main", to: "side", hour: 17 }] }, facts(asked));
    const at = (outcome: typeof apart, id: string) =>
      outcome.hours.find((one) => one.locationId === id && one.hour === 17);
    expect(at(sent, "side")?.served).toBe(at(apart, "side")?.served);
    expect(sent.served).toBeGreaterThan(apart.served + 2);
    expect(at(sent, "side")?.taken).toBeLessThanOrEqual(10);
  });

  it("never serves more than ask or than there are seats, whatever the day", () => {
    const hours = fc.dictionary(fc.constantFrom("17", "18"), fc.double({ min: 0.01, max: 60, noNaN: true }));
    fc.assert(
      fc.property(
        hours,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(),
        (means, totalSlots, maxOrders, seed) => {
          const asked = demand(means as unknown as Record<number, number>, "main", 1.5);
          const day = play({ demand: asked, seed }, plan([schedule({ totalSlots, maxOrders, bufferMinutes: 0 })]));
          expect(day.served).toBeLessThanOrEqual(Math.min(day.requests, day.seats) + 1e-9);
          expect(day.turnedAway).toBeGreaterThanOrEqual(0);
          for (const value of [day.meanWaitMinutes ?? 0, day.inTimeShare ?? 0]) expect(value).toBeGreaterThanOrEqual(0);
          expect(day.inTimeShare ?? 0).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("more seats in the same slots never turn more people away", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 1, max: 60, noNaN: true }),
        fc.nat(),
        (maxOrders, mean, seed) => {
          const asked = { demand: demand({ 17: mean, 18: mean }), seed };
          const more = withEdit(plan([schedule({ maxOrders })]), {
            scheduleId: "pizza",
            change: { maxOrders: maxOrders + 3 },
          });
          expect(play(asked, more).turnedAway).toBeLessThanOrEqual(
            play(asked, plan([schedule({ maxOrders })])).turnedAway,
          );
        },
      ),
      { numRuns: 40 },
    );
  });
});
