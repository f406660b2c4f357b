/**
 * `npm run bench:seed [-- --pickups N --state DIR --seed N]`: a plausible year of 100 businesses, up to yesterday, in the
 * local D1. The server must not be running.
 */
import { createCipheriv, randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { ensureVariables, variable } from "../../scripts/variables.ts";
import { Random } from "../support/random.ts";
import { fill, openD1 } from "./d1-file.ts";
import { BUSINESSES, planShops, standingRows } from "./town.ts";
import { DAYS, writeYear } from "./year.ts";

const DAY_MS = 86_400_000;
const MOST = 32 ** 6;

const NOTES = [
  "Please keep the food warm",
  "Will arrive on a bicycle, thank you",
  "No plastic bag needed",
  "My brother collects it for me",
  "Ring twice, the door is loud",
];

export interface Seeded {
  seconds: number;
  /** The year's first and last day, `YYYY-MM-DD` in the businesses' zone. */
  firstDay: string;
  lastDay: string;
}

/** Fills a state folder. Throws when a bench year is there already. */
export async function seedYear(options: { state: string; pickups: number; seed: number }): Promise<Seeded> {
  const { state, pickups, seed } = options;
  ensureVariables();
  const database = await openD1(state);
  try {
    if (database.prepare("SELECT 1 FROM businesses WHERE id = 'bench-business-1'").get()) {
      throw new Error(`${state} holds a bench year already; remove the folder to begin again`);
    }
    const random = new Random(seed);
    const firstDay = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAYS * DAY_MS;
    const shops = planShops(pickups, DAYS, random);
    const notes = sealedNotes();
    const began = performance.now();
    fill(database, (insert) => {
      for (const [table, row] of standingRows(shops, firstDay - DAY_MS)) insert(table, row);
      writeYear({ shops, pickups, firstDay, random, notes }, insert);
    });
    const day = (at: number) => new Date(at).toISOString().slice(0, 10);
    const seconds = (performance.now() - began) / 1_000;
    return { seconds, firstDay: day(firstDay), lastDay: day(firstDay + (DAYS - 1) * DAY_MS) };
  } finally {
    database.close();
  }
}

/** As `src/crypto/cipher.ts` seals them. */
function sealedNotes(): string[] {
  const [id = "", key = ""] = (variable("ENCRYPTION_KEY").split(",")[0] ?? "").split(":");
  return NOTES.map((text) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", Buffer.from(key, "base64"), nonce);
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return `${id}.${nonce.toString("base64url")}.${sealed.toString("base64url")}`;
  });
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      pickups: { type: "string", default: "100000" },
      state: { type: "string", default: ".wrangler/state" },
      seed: { type: "string", default: "1" },
    },
  });
  const [pickups, seed] = [Number(values.pickups), Number(values.seed)];
  if (!(Number.isSafeInteger(pickups) && pickups >= 1 && pickups < MOST && Number.isInteger(seed))) {
    console.error("usage: npm run bench:seed [-- --pickups 1000000 --state DIR --seed N]");
    process.exit(2);
  }
  try {
    const { seconds, firstDay, lastDay } = await seedYear({ state: values.state, pickups, seed });
    console.log(
      `${pickups} pickups of ${BUSINESSES} businesses from ${firstDay} to ${lastDay} in ${seconds.toFixed(1)} s ` +
        `(${Math.round(pickups / seconds)} a second). Their numbers stand at bench-business-1 to bench-business-${BUSINESSES}.`,
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
