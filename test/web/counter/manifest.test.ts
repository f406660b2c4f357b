import { expect, it } from "vitest";
import { countsOf, search, toRows } from "../../../src/web/counter/board-filter";
import { type Entry, findEntry, isOver, type Manifest, toEntry } from "../../../src/web/counter/manifest";
import { fromBoard, fromList } from "../../../src/web/counter/verdict";

const entry: Entry = {
  pickupId: "p1",
  code: "ABC234",
  name: "Jane Smith",
  listing: "Margherita Pizza",
  quantity: 2,
  start: "17:00",
  end: "17:25",
  status: "scheduled",
  phoneEnd: "4567",
};
const manifest: Manifest = {
  businessId: "mario",
  date: "2026-06-26",
  zone: "Africa/Johannesburg",
  asOf: Date.parse("2026-06-26T14:00:00Z"),
  entries: [entry, { ...entry, pickupId: "p2", code: "XYZ789", name: "Ada Mokoena", phoneEnd: "" }],
};
const at = (time: string) => Date.parse(`2026-06-26T${time}:00+02:00`);

it("keeps of a phone no more than its end", () => {
  const kept = toEntry({
    pickup_id: "p1",
    confirmation_code: "ABC234",
    customer_name: "Jane Smith",
    customer_phone: "+27 82 123 4567",
    food_listing: "Margherita Pizza",
    time: "17:00",
    start_time: "17:00",
    end_time: "17:25",
    quantity: 2,
    total_value: "25.00",
    status: "scheduled",
  });
  expect(kept).toEqual(entry);
});

it("finds a token's pickup only under both its id and its code", () => {
  const token = { kind: "token", token: "", pickupId: "p1", code: "ABC234" } as const;
  expect(findEntry(manifest, token)?.pickupId).toBe("p1");
  expect(findEntry(manifest, { ...token, pickupId: "p2" })).toBeUndefined();
  expect(findEntry(manifest, { ...token, code: "XYZ789" })).toBeUndefined();
  expect(findEntry(manifest, { kind: "code", code: "XYZ789" })?.pickupId).toBe("p2");
});

it("lasts as long past midnight as its last codes do", () => {
  expect(isOver(manifest, at("23:59"))).toBe(false);
  expect(isOver(manifest, Date.parse("2026-06-27T00:29:00+02:00"))).toBe(false);
  expect(isOver(manifest, Date.parse("2026-06-27T00:30:00+02:00"))).toBe(true);
});

it.each([
  ["16:29", "Too early"],
  ["16:30", "good"],
  ["17:55", "good"],
  ["17:56", "Too late"],
])("takes a code at %s for %s while the service cannot be asked", (time, expected) => {
  const given = fromList(entry, "confirmation_code", manifest, "Checked without network", at(time));
  expect(given.kind === "good" ? "good" : given.title).toBe(expected);
});

it.each([
  ["completed", "Already collected"],
  ["cancelled", "Cancelled"],
  ["missed", "Missed"],
] as const)("refuses one that is %s by the list", (status, title) => {
  expect(fromList({ ...entry, status }, "qr_code", manifest, "", at("17:05"))).toMatchObject({ kind: "bad", title });
});

it("opens a late one from the board, which the service takes, but none before its time", () => {
  expect(fromBoard(entry, manifest, at("19:00")).kind).toBe("good");
  expect(fromBoard(entry, manifest, at("16:29"))).toMatchObject({ title: "Too early" });
});

it("counts by status, with what is still to be sent as collected", () => {
  const rows = toRows(
    [entry, ...(["confirmed", "completed", "missed", "cancelled"] as const).map((status) => ({ ...entry, status }))],
    new Set(),
  );
  expect(countsOf(rows)).toEqual({ waiting: 1, here: 1, collected: 1, missed: 1 });
  expect(countsOf(toRows(manifest.entries, new Set(["p1"])))).toMatchObject({ waiting: 1, collected: 1 });
});

it.each([
  ["smith", ["p1"]],
  ["xyz", ["p2"]],
  ["XYZ 789", ["p2"]],
  ["4567", ["p1"]],
  ["0821234567", ["p1"]],
  ["67", ["p1"]],
  ["45", []],
  ["", ["p1", "p2"]],
])("finds by %j", (text, ids) => {
  const found = search(toRows(manifest.entries, new Set()), text, null);
  expect(found.map(({ pickupId }) => pickupId)).toEqual(ids);
});
