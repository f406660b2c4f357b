/** `npm run bench:arithmetic`: what 10 and 1,000 times the contract's load would ask of the stores and cost, as tables. */
import { ASSUMED, bytesLeft, CONTRACT, EACH, type Load, loadAt, SPLIT_BYTES } from "./load.ts";
import { costs } from "./prices.ts";
import { measureRows } from "./storage.ts";

const MULTIPLES = [1, 10, 1_000];
const YEAR = 365;

const number = (value: number, digits = 0): string =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const gigabytes = (bytes: number): string => number(bytes / 1e9, bytes < 1e10 ? 1 : 0);
const daysOf = (days: number | null): string => (days === null ? "never" : number(days));
const dollars = (value: number): string => number(Math.round(value));

function table(heads: string[], rows: string[][]): void {
  const lines = [heads, heads.map((_, n) => (n === 0 ? "---" : "--:")), ...rows];
  console.log(`\n${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}`);
}

const rowBytes = await measureRows();
const left = bytesLeft(rowBytes, YEAR);
const total = [...left.values()].reduce((sum, bytes) => sum + bytes, 0);
table(
  ["Of one pickup", "in D1"],
  [
    ["rows written, deletion and share of its slot included", number(EACH.rowsWritten)],
    ["round trips, with 5 slot checks that no memory answers", number(EACH.trips)],
    ["bytes that a year keeps for each pickup", number(total / YEAR)],
    ...[...left]
      .sort(([, a], [, b]) => b - a)
      .map(([name, bytes]) => [`of them \`${name}\` (${number(rowBytes.get(name) ?? 0)} a row)`, number(bytes / YEAR)]),
  ],
);

const loads = MULTIPLES.map((multiple) => loadAt(multiple, rowBytes));
const prices = loads.map(costs);
const row = (name: string, of: (load: Load, n: number) => string): string[] => [name, ...loads.map(of)];
table(
  ["", ...MULTIPLES.map((multiple) => `${number(multiple)}×`)],
  [
    row("pickups a day", ({ pickupsPerDay }) => number(pickupsPerDay)),
    row(`bookings/s at the peak (${ASSUMED.peakFactor} × mean)`, ({ peakBookings }) => number(peakBookings, 1)),
    row("D1 rows written/s, mean", ({ rowsPerSecond }) => number(rowsPerSecond)),
    row("D1 rows written/s, peak", ({ rowsPerSecond }) => number(rowsPerSecond * ASSUMED.peakFactor)),
    row("D1 round trips/s, peak", ({ tripsPerSecond }) => number(tripsPerSecond)),
    row("calls of objects/s, mean", ({ objectCallsPerSecond }) => number(objectCallsPerSecond)),
    row("calls of objects/s, peak", ({ objectCallsPerSecond }) => number(objectCallsPerSecond * ASSUMED.peakFactor)),
    row("of the busiest slot's object, at once", () => number(CONTRACT.simultaneousBookings)),
    row("D1, GB after a year", ({ databaseBytes }) => gigabytes(databaseBytes)),
    row("objects, GB after a year", ({ objectBytes }) => gigabytes(objectBytes)),
    row("R2, GB", ({ imageBytes }) => gigabytes(imageBytes)),
    ...Object.keys(prices[0] ?? {}).map((product) =>
      row(`${product}, $ a month`, (_, n) => dollars(prices[n]?.[product] ?? 0)),
    ),
    row("all, $ a month", (_, n) => dollars(Object.values(prices[n] ?? {}).reduce((sum, price) => sum + price, 0))),
    row(`days until one database holds ${SPLIT_BYTES / 1e9} GB`, ({ daysUntilSplit }) => daysOf(daysUntilSplit)),
    row("days until it is full", ({ daysUntilFull }) => daysOf(daysUntilFull)),
    row("databases, by their size", ({ databasesByBytes }) => number(databasesByBytes)),
    row("databases, by the peak's round trips", ({ databasesByTrips }) => number(databasesByTrips)),
  ],
);
