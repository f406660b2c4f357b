import { expect, it } from "vitest";
import { byHour, count, countsInWords, type Entry } from "../../../src/web/dashboard/today/by-hour";

const entry = (start_time: string, status: Entry["status"]) => ({ start_time, status }) as Entry;

it("counts a day by the hour of the slot's start, in order of time, without what was cancelled", () => {
  const hours = byHour([
    entry("18:30", "scheduled"),
    entry("17:30", "completed"),
    entry("17:00", "missed"),
    entry("17:00", "cancelled"),
    entry("18:00", "confirmed"),
    entry("09:00", "cancelled"),
  ]);
  expect(hours.map(({ entries, ...counts }) => ({ ...counts, starts: entries.map((one) => one.start_time) }))).toEqual([
    { hour: "17:00", total: 2, completed: 1, pending: 0, missed: 1, starts: ["17:00", "17:30"] },
    { hour: "18:00", total: 2, completed: 0, pending: 2, missed: 0, starts: ["18:00", "18:30"] },
  ]);
});

it("says them in words", () => {
  expect(countsInWords(count([]))).toBe("No pickups");
  expect(countsInWords(count([entry("17:00", "scheduled")]))).toBe("1 pickup: 0 completed, 1 to come");
  expect(countsInWords(count([entry("17:00", "missed"), entry("17:00", "completed")]))).toBe(
    "2 pickups: 1 completed, 0 to come, 1 missed",
  );
});
