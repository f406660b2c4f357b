/** Holds a live answer against an example of the contract: every field there, under its name and with its JSON type. */
import { expect } from "vitest";

/** Fields that are null where nothing is known, whatever the example shows. */
const NULLABLE = new Set([
  "next",
  "previous",
  "actual_pickup_time",
  "next_available_date",
  "popularity_score",
  "estimated_wait_time",
  "estimated_travel_time",
  "distance",
  "customer_satisfaction",
  "sms_scheduled",
  "push_notification_scheduled",
  "image",
  "logo",
]);

/** Objects whose keys are data: each value is held against the example's first. */
const RECORDS = new Set(["pickups_by_hour"]);

export function expectSameShape(live: unknown, example: unknown): void {
  expect(differences(live, example), "where the answer leaves the contract's example").toEqual([]);
}

export function differences(live: unknown, example: unknown, path: string[] = []): string[] {
  const place = path.join(".") || "answer";
  const field = path.at(-1) ?? "";
  if (live === null) return example === null || NULLABLE.has(field) ? [] : [`${place} is null`];
  if (example === null) return typeof live === "string" ? [] : [`${place} is ${kindOf(live)}, not text or null`];
  if (kindOf(live) !== kindOf(example)) return [`${place} is ${kindOf(live)}, not ${kindOf(example)}`];
  if (Array.isArray(live) && Array.isArray(example)) {
    const [first] = example;
    return first === undefined ? [] : live.flatMap((item, i) => differences(item, first, [...path, String(i)]));
  }
  if (!isObject(live) || !isObject(example)) return [];
  if (RECORDS.has(field)) {
    const [first] = Object.values(example);
    return Object.entries(live).flatMap(([key, value]) => differences(value, first, [...path, key]));
  }
  return Object.entries(example).flatMap(([key, value]) =>
    key in live ? differences(live[key], value, [...path, key]) : [`${[...path, key].join(".")} is missing`],
  );
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? "array" : typeof value);

const isObject = (value: unknown): value is Record<string, unknown> => kindOf(value) === "object" && value !== null;
