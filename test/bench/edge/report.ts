import type { Row } from "./measure.ts";

export interface Run {
  pickups: number;
  rows: Row[];
}

const BASE_NAMES = {
  bare: "bare",
  row: "D1 row",
  object: "object call",
  booking: "D1 row, object, D1 batch",
} as const;

const over = (above: number | null, below: number | null) => (above !== null && below !== null ? above / below : null);

const number = (value: number | null, digits = 0) => (value === null ? "" : value.toFixed(digits));

function table(heads: string[], rows: string[][]): void {
  console.log(`| ${heads.join(" | ")} |`);
  console.log(
    `|---|${heads
      .slice(1)
      .map(() => "--:")
      .join("|")}|`,
  );
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
}

export function printTable({ pickups, rows }: Run): void {
  console.log(`\n${pickups.toLocaleString("en")} stored pickups; times in milliseconds, D1 of one request\n`);
  table(
    [
      "route",
      "at once",
      "requests/s",
      "p50",
      "p95",
      "p99",
      "errors",
      "of",
      "ratio",
      "D1 trips",
      "statements",
      "rows read",
    ],
    rows.map((row) => [
      row.name,
      String(row.connections),
      number(row.perSecond),
      number(row.p50, 1),
      number(row.p95, 1),
      number(row.p99, 1),
      String(row.errors),
      row.base ? BASE_NAMES[row.base] : "",
      number(row.ratio, 2),
      number(row.roundTrips, 1),
      number(row.statements, 1),
      number(row.rowsRead, 1),
    ]),
  );
}

/** How each route fares with much stored beside little. Below 1 is faster. */
export function printGrowth(runs: Run[]): void {
  const [first, last] = [runs[0], runs.at(-1)];
  if (!first || !last || first === last) return;
  console.log(
    `\nFrom ${first.pickups.toLocaleString("en")} to ${last.pickups.toLocaleString("en")} stored pickups, as multiples\n`,
  );
  table(
    ["route", "time a request", "p50", "the same, to its bare route"],
    last.rows.flatMap((row) => {
      const small = first.rows.find(({ name }) => name === row.name);
      if (!small) return [];
      const times = [small.perSecond / row.perSecond, over(row.p50, small.p50), over(small.ratio, row.ratio)];
      return [[row.name, ...times.map((time) => number(time, 2))]];
    }),
  );
}

export function printComparison(before: Run[], after: Run[]): void {
  console.log("\nAgainst the earlier run\n");
  table(
    ["route", "pickups", "requests/s", "p99", "ratio"],
    after.flatMap(({ pickups, rows }) =>
      rows.flatMap((row) => {
        const old = before.find((run) => run.pickups === pickups)?.rows.find(({ name }) => name === row.name);
        if (!old) return [];
        const change = (from: number | null, to: number | null) => `${number(from)} → ${number(to)}`;
        const ratio = `${number(old.ratio, 2)} → ${number(row.ratio, 2)}`;
        return [[row.name, String(pickups), change(old.perSecond, row.perSecond), change(old.p99, row.p99), ratio]];
      }),
    ),
  );
}
