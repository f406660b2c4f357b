import { describe, expect, it } from "vitest";
import { differences } from "./same-shape";

describe("holding an answer against an example", () => {
  const example = {
    id: "uuid",
    count: 1,
    logo: "url",
    items: [{ name: "a" }],
    pickups_by_hour: { "17": [{ time: "" }] },
  };
  const alike = { ...example, count: 9, logo: null, extra: true, items: [], pickups_by_hour: {} };

  it.each([
    ["an answer with other values, more fields and empty lists", alike, []],
    [
      "a missing field",
      { ...alike, id: undefined, count: "9" },
      ["id is undefined, not string", "count is string, not number"],
    ],
    ["a field that may not be null", { ...alike, id: null }, ["id is null"]],
    ["a wrong element of a list", { ...alike, items: [{ name: "a" }, {}] }, ["items.1.name is missing"]],
    [
      "a wrong value of a record",
      { ...alike, pickups_by_hour: { "09": [{ time: 9 }] } },
      ["pickups_by_hour.09.0.time is number, not string"],
    ],
  ])("judges %s", (_, live, expected) => {
    expect(differences(live, example)).toEqual(expected);
  });
});
