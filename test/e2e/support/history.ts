/** A restaurant with a year behind it, written into a state folder before its server starts. */
import { fill, openD1 } from "../../bench/d1-file.ts";
import { planShops, standingRows } from "../../bench/town.ts";
import { DAYS, writeYear } from "../../bench/year.ts";
import { Random } from "../../support/random.ts";

const DAY_MS = 86_400_000;
/** Of a town of 100 restaurants, of which this writes one. */
const TOWN_PICKUPS = 400_000;

export const OLD_BUSINESS = "bench-business-1";

export async function writeHistory(state: string): Promise<void> {
  const random = new Random(1);
  const [shop] = planShops(TOWN_PICKUPS, DAYS, random);
  if (!shop) throw new Error("A town without restaurants");
  const pickups = Math.round(TOWN_PICKUPS * shop.weight);
  const firstDay = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAYS * DAY_MS;
  const database = await openD1(state);
  try {
    fill(database, (insert) => {
      for (const [table, row] of standingRows([shop], firstDay - DAY_MS)) insert(table, row);
      writeYear({ shops: [shop], pickups, firstDay, random, notes: [] }, insert);
    });
  } finally {
    database.close();
  }
}
