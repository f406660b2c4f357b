import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/config";
import { ALERT_RULES, type AlertRule } from "../../src/config/alert-rules";
import { type AlertState, evaluate, judge } from "../../src/domain/alerts";
import { DAY_MS, MINUTE_MS } from "../../src/domain/time";

const HALF_HOUR = 30 * MINUTE_MS;
const START = Date.parse("2026-06-25T08:00:00Z");
const FINE: AlertState = { state: "ok", since: 0, calm: 0, notifiedAt: null };

const success: AlertRule = {
  name: "scheduling_pickup_success_rate",
  title: "Success",
  operator: "less_than",
  threshold: 0.8,
  margin: 0.02,
  minSample: 20,
  unit: "share",
};
const failures: AlertRule = { ...success, operator: "greater_than", threshold: 0.05, margin: 0.01 };
const letters: AlertRule = {
  ...success,
  operator: "greater_than",
  threshold: 0,
  margin: 0,
  minSample: 0,
  unit: "count",
};

/** The notices of a series of values, half an hour apart, as `place kind`. A null is a sample that is too small. */
function play(values: readonly (number | null)[], rule = success): string[] {
  let state = FINE;
  return values.flatMap((value, place) => {
    const reading = value === null ? { value: 0, sample: 19 } : { value, sample: 20 };
    const { next, notice } = evaluate(rule, state, reading, START + place * HALF_HOUR);
    state = next;
    return notice === null ? [] : [`${place} ${notice}`];
  });
}

describe("a value against its threshold", () => {
  it.each([
    [success, 0.799, "breached"],
    [success, 0.8, "near"],
    [success, 0.819, "near"],
    [success, 0.82, "calm"],
    [failures, 0.051, "breached"],
    [failures, 0.05, "near"],
    [failures, 0.041, "near"],
    [failures, 0.04, "calm"],
    [letters, 1, "breached"],
    [letters, 0, "calm"],
  ])("%#: %o of %d is %s", (rule, value, verdict) => {
    expect(judge(rule, { value, sample: 20 })).toBe(verdict);
  });

  it("says nothing of fewer than the smallest sample, or when there was nothing to measure", () => {
    expect(judge(success, { value: 0, sample: 19 })).toBe("unknown");
    expect(judge(success, { value: 0, sample: 20 })).toBe("breached");
    expect(judge(letters, { value: null, sample: 0 })).toBe("unknown");
  });
});

describe("an alert", () => {
  it("begins with the first breach and is not repeated while it lasts", () => {
    expect(play([0.9, 0.79, 0.5, 0.7, 0.79])).toEqual(["1 firing"]);
  });

  it("ends after two good evaluations in a row, better than the threshold by the margin", () => {
    expect(play([0.7, 0.82, 0.82])).toEqual(["0 firing", "2 resolved"]);
    expect(play([0.7, 0.82, 0.81, 0.82, 0.79, 0.82])).toEqual(["0 firing"]);
    expect(play([0.7, 0.81, 0.81, 0.81])).toEqual(["0 firing"]);
  });

  it("begins anew after its end", () => {
    expect(play([0.7, 0.9, 0.9, 0.7])).toEqual(["0 firing", "2 resolved", "3 firing"]);
  });

  it("is reminded of after a day, and each day that it goes on", () => {
    const days = (count: number) => Array<number>(count * 48 + 1).fill(0.7);
    expect(play(days(2).slice(0, -1))).toEqual(["0 firing", "48 reminder"]);
    expect(play(days(2))).toEqual(["0 firing", "48 reminder", "96 reminder"]);
  });

  it("neither begins, ends nor is reminded of while the sample is too small", () => {
    expect(play([null, null])).toEqual([]);
    expect(play([0.7, ...Array<null>(100).fill(null)])).toEqual(["0 firing"]);
    expect(play([0.7, 0.9, null, 0.9])).toEqual(["0 firing", "3 resolved"]);
  });

  it("is told once when its value plays about the threshold, however long within a day", () => {
    const about = fc.array(fc.double({ min: 0.7, max: 0.8199, noNaN: true }), { maxLength: 48 });
    fc.assert(
      fc.property(about, (values) => {
        expect(play(values).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("takes three evaluations at the least from one beginning to the next, whatever the values", () => {
    const any = fc.array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(null)), { maxLength: 300 });
    fc.assert(
      fc.property(any, (values) => {
        const notices = play(values);
        const days = Math.ceil((values.length * HALF_HOUR) / DAY_MS);
        expect(notices.length).toBeLessThanOrEqual(2 * Math.ceil(values.length / 3) + days);
        const turns = notices.map((line) => line.split(" ")[1]).filter((kind) => kind !== "reminder");
        expect(turns).toEqual(turns.map((_, place) => (place % 2 === 0 ? "firing" : "resolved")));
        const begun = notices.filter((line) => line.endsWith("firing")).map((line) => Number.parseInt(line, 10));
        for (const [index, place] of begun.slice(1).entries()) {
          expect(place - (begun[index] ?? 0)).toBeGreaterThan(LIMITS.calmEvaluations);
        }
      }),
    );
  });
});

describe("the rules", () => {
  it("are the contract's two, with a smallest sample of 20, and our own", () => {
    const lines = ALERT_RULES.map(({ name, operator, threshold, minSample }) => [name, operator, threshold, minSample]);
    expect(lines).toEqual([
      ["scheduling_pickup_success_rate", "less_than", 0.8, 20],
      ["scheduling_qr_verification_failures", "greater_than", 0.05, 20],
      ["scheduling_projection_lag", "greater_than", 300, 0],
      ["scheduling_jobs_overdue", "greater_than", 0, 0],
      ["scheduling_dead_letters", "greater_than", 0, 0],
    ]);
  });
});
