import { describe, expect, it } from "vitest";
import { instantAt, MINUTE_MS } from "../../src/domain/time";
import { verificationMessage, verificationRefusal } from "../../src/domain/verification";
import type { PickupStatus } from "../../src/domain/vocabulary";
import { ENDS, makePickup, STARTS, ZONE } from "./pickups";

const OPENS = STARTS - 30 * MINUTE_MS;
const CLOSES = ENDS + 30 * MINUTE_MS;
const at = (now: number, status: PickupStatus = "scheduled") => verificationRefusal(makePickup({ status }), ZONE, now);

const minutes = (time: string) => {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
};
/** A slot at these local times, asked for at another. */
const asked = (date: string, [from, to]: [string, string], when: [string, string], zone = ZONE) =>
  verificationRefusal(
    {
      status: "scheduled",
      date,
      startsAt: instantAt(date, minutes(from), zone),
      endsAt: instantAt(date, to === "00:00" ? 1_440 : minutes(to), zone),
    },
    zone,
    instantAt(when[0], minutes(when[1]), zone),
  );

describe("a code at the counter", () => {
  it("is good from exactly 30 minutes before the slot to exactly 30 minutes after it", () => {
    expect(at(OPENS)).toBeNull();
    expect(at(STARTS)).toBeNull();
    expect(at(CLOSES)).toBeNull();
  });

  it("is outside its window a millisecond before and after that", () => {
    expect(at(OPENS - 1)).toBe("outside_window");
    expect(at(CLOSES + 1)).toBe("outside_window");
  });

  it("is not for today on any other local day", () => {
    const midnight = instantAt("2026-06-26", 0, ZONE);
    expect(at(midnight - 1)).toBe("not_today");
    expect(at(midnight)).toBe("outside_window");
    expect(at(instantAt("2026-06-26", 1_440, ZONE) - 1)).toBe("outside_window");
    expect(at(instantAt("2026-06-26", 1_440, ZONE))).toBe("not_today");
  });

  it("is as good for a confirmed pickup as for a scheduled one", () => {
    expect(at(STARTS, "confirmed")).toBeNull();
    expect(at(CLOSES + 1, "confirmed")).toBe("outside_window");
  });

  it.each(["completed", "cancelled", "missed"] as const)("is refused for a %s pickup at any time", (status) => {
    expect(at(STARTS, status)).toBe(status);
    expect(at(OPENS - 1, status)).toBe(status);
    expect(at(STARTS + 2_000 * MINUTE_MS, status)).toBe(status);
  });

  it("has a message for every refusal", () => {
    const messages = Object.values(verificationMessage);
    expect(new Set(messages).size).toBe(5);
  });
});

describe("the window across midnight in Johannesburg", () => {
  const late: [string, string] = ["23:30", "23:55"];
  const early: [string, string] = ["00:10", "00:35"];

  it.each([
    ["a late slot at 23:30 the same day", "2026-06-25", late, ["2026-06-25", "23:30"], null],
    ["a late slot at 00:25 the next day", "2026-06-25", late, ["2026-06-26", "00:25"], null],
    ["a late slot at 00:26 the next day", "2026-06-25", late, ["2026-06-26", "00:26"], "not_today"],
    ["a late slot at 00:30 of its own day", "2026-06-25", late, ["2026-06-25", "00:30"], "outside_window"],
    ["an early slot at 23:40 the day before", "2026-06-26", early, ["2026-06-25", "23:40"], null],
    ["an early slot at 23:39 the day before", "2026-06-26", early, ["2026-06-25", "23:39"], "not_today"],
    ["an early slot at 00:30 of its own day", "2026-06-26", early, ["2026-06-26", "00:30"], null],
    ["an early slot at 23:30 of its own day", "2026-06-26", early, ["2026-06-26", "23:30"], "outside_window"],
    ["a slot ending at midnight at 00:30", "2026-06-25", ["23:30", "00:00"], ["2026-06-26", "00:30"], null],
    ["a slot ending at midnight at 00:31", "2026-06-25", ["23:30", "00:00"], ["2026-06-26", "00:31"], "not_today"],
  ] satisfies [string, string, [string, string], [string, string], string | null][])(
    "%s",
    (_, date, slot, when, expected) => {
      expect(asked(date, slot, when)).toBe(expected);
    },
  );
});

describe("the window on London's switch days", () => {
  it("counts real minutes across the missing hour", () => {
    const early: [string, string] = ["02:00", "02:25"];
    expect(asked("2026-03-29", early, ["2026-03-29", "00:30"], "Europe/London")).toBeNull();
    expect(asked("2026-03-29", early, ["2026-03-29", "00:29"], "Europe/London")).toBe("outside_window");
  });

  it("counts real minutes across the doubled hour", () => {
    const slot: [string, string] = ["00:30", "00:55"];
    expect(asked("2026-10-25", slot, ["2026-10-25", "01:25"], "Europe/London")).toBeNull();
    expect(asked("2026-10-25", slot, ["2026-10-25", "01:26"], "Europe/London")).toBe("outside_window");
    expect(asked("2026-10-25", ["02:00", "02:25"], ["2026-10-25", "01:45"], "Europe/London")).toBe("outside_window");
  });
});
