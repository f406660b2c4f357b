/** Businesses of several characters, invented from a seed: what a forecast is tried on. */
import type { DemandCell, DemandHistory } from "../../src/domain/forecast/demand-table.ts";
import { Random } from "../support/random.ts";

export const CHARACTERS = ["flat", "weekly", "trending", "holiday", "sparse", "bursty", "moving"] as const;
export type Character = (typeof CHARACTERS)[number];

const DAY_MS = 86_400_000;
const FROM = Date.parse("2025-07-01");
const WEEKLY = [0.6, 0.7, 0.9, 1, 1.5, 1.6, 0.7];
const HOURS = [
  { hour: 11, weight: 0.5 },
  { hour: 12, weight: 1.2 },
  { hour: 13, weight: 1 },
  { hour: 16, weight: 0.6 },
  { hour: 17, weight: 1.4 },
  { hour: 18, weight: 1.3 },
];
export const CATEGORIES = [
  { category: "Bakery", weight: 1.3 },
  { category: "Ready Meals", weight: 0.7 },
];
export const LOCATIONS = [
  { locationId: "0197a001-0000-7000-8000-000000000001", weight: 1.2 },
  { locationId: "0197a001-0000-7000-8000-000000000002", weight: 0.8 },
];

/** Mean pickups of a cell on an ordinary day. */
const LEVELS: Record<Character, number> = {
  flat: 4,
  weekly: 4,
  trending: 3,
  holiday: 4,
  sparse: 0.15,
  bursty: 4,
  moving: 4,
};

export function inventHistory(character: Character, days: number, seed: number): DemandHistory {
  const random = new Random(seed);
  const dateAt = (n: number) => new Date(FROM + n * DAY_MS).toISOString().slice(0, 10);
  const special = Array.from({ length: days }, () => random.next());
  const cells: DemandCell[] = [];
  for (let n = 0; n < days; n += 1) {
    const draw = special[n] ?? 1;
    if (character === "holiday" && draw < 0.03) continue;
    const peak = character === "holiday" && draw > 0.97 ? 2.2 : 1;
    const weekday = character === "flat" ? 1 : (WEEKLY[weekdayAt(n)] ?? 1);
    const trend = character === "trending" ? 0.5 + (1.5 * n) / days : 1;
    const shock = character === "bursty" ? gamma(4, random) / 4 : 1;
    for (const { hour, weight: ofHour } of HOURS) {
      const hourShock = character === "bursty" ? gamma(3, random) / 3 : 1;
      for (const { category, weight: ofCategory } of CATEGORIES) {
        for (const { locationId, weight } of LOCATIONS) {
          const moved = character === "moving" ? movedTo({ hour, category, weekday: weekdayAt(n) }, n / days) : 1;
          const mean =
            moved * LEVELS[character] * ofHour * ofCategory * weight * weekday * trend * peak * shock * hourShock;
          cells.push({ date: dateAt(n), hour, category, locationId, demand: poisson(mean, random) });
        }
      }
    }
  }
  return { from: dateAt(0), to: dateAt(days - 1), cells };
}

const weekdayAt = (n: number): number => (new Date(FROM + n * DAY_MS).getUTCDay() + 6) % 7;

/** After four fifths of the time ready meals of working days leave the evening for noon. */
function movedTo(
  { hour, category, weekday }: { hour: number; category: string; weekday: number },
  time: number,
): number {
  if (time < 0.8 || category === "Bakery" || weekday > 4) return 1;
  return hour < 14 ? 2 : 0.2;
}

/** Sum of exponential draws: gamma with a whole shape. */
const gamma = (shape: number, random: Random): number =>
  Array.from({ length: shape }, () => -Math.log(1 - random.next())).reduce((sum, draw) => sum + draw, 0);

/** Knuth's product of uniform draws. */
function poisson(mean: number, random: Random): number {
  const end = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > end; product *= random.next()) count += 1;
  return count;
}
