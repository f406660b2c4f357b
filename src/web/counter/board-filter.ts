/** Which of the day's pickups the board shows, and how many of each kind there are. */
import { type Entry, PHONE_DIGITS } from "./manifest";

export const GROUPS = ["waiting", "here", "collected", "missed"] as const;
export type Group = (typeof GROUPS)[number];

export interface BoardRow extends Entry {
  group: Group;
}

/** `handedOver` are the pickups whose hand-over is still on its way. */
export const toRows = (entries: Entry[], handedOver: ReadonlySet<string>): BoardRow[] =>
  entries
    .filter(({ status }) => status !== "cancelled")
    .map((entry) => ({ ...entry, group: handedOver.has(entry.pickupId) ? "collected" : groupOf(entry) }));

function groupOf({ status }: Entry): Group {
  if (status === "confirmed") return "here";
  if (status === "completed") return "collected";
  return status === "missed" ? "missed" : "waiting";
}

export const countsOf = (rows: BoardRow[]): Record<Group, number> => {
  const counts = { waiting: 0, here: 0, collected: 0, missed: 0 };
  for (const { group } of rows) counts[group] += 1;
  return counts;
};

/** By part of the name, by the code's beginning, or by the last digits of the phone. */
export function search(rows: BoardRow[], text: string, group: Group | null): BoardRow[] {
  const words = text.trim().toLowerCase();
  const code = words.replace(/[\s-]/g, "").toUpperCase();
  const digits = /^\d+$/.test(words) ? words.slice(-PHONE_DIGITS) : null;
  return rows.filter(
    (row) =>
      (group === null || row.group === group) &&
      (row.name.toLowerCase().includes(words) ||
        row.code.startsWith(code) ||
        (digits !== null && row.phoneEnd.endsWith(digits))),
  );
}
