/**
 * What was read of listings' slots within the last second, in the isolate's memory: they are looked at far more often than
 * booked. Plain data, never a promise or anything else of another request: whoever finds a read under way looks again in a
 * moment. A write through the same isolate is seen at once, and so is any other by whoever shows its bookmark.
 */
import type * as z from "zod";
import { LIMITS } from "../config";
import { type Bookmark, isNewer, newestOf } from "../db/bookmark";
import { openSession } from "../db/client";
import type { EpochMs } from "../domain/time";
import { type Known, readAvailability } from "./availability-response";
import type { AvailabilityResponse } from "./schemas/slots";

export interface Recent {
  /** Null for a listing that nobody has told of. */
  facts: Known | null;
  /** Answers made of the facts, by what they were asked for. */
  answers: Map<string, z.infer<typeof AvailabilityResponse>>;
  /** The state of D1 that they are of. */
  bookmark: Bookmark | null;
  isRemembered: boolean;
}

interface Remembered extends Recent {
  readAt: EpochMs;
  /** What the request that read it took for the present. */
  now: EpochMs;
}

interface Memory {
  recent: Map<string, Remembered>;
  /** Since when somebody reads a listing. */
  reading: Map<string, EpochMs>;
  /** The newest state of D1 known here. Of D1's own word alone: what one caller makes up must not become another's. */
  reached: Bookmark | null;
}

export interface Look {
  foodListingId: string;
  now: EpochMs;
  /** What the caller has seen of D1. */
  shown: Bookmark | null;
}

const memories = new WeakMap<D1Database, Memory>();

function memoryOf({ DB }: Env): Memory {
  const memory = memories.get(DB) ?? { recent: new Map(), reading: new Map(), reached: null };
  memories.set(DB, memory);
  return memory;
}

export async function recentAvailability(env: Env, look: Look): Promise<Recent> {
  const { foodListingId, now, shown } = look;
  const memory = memoryOf(env);
  for (;;) {
    const known = memory.recent.get(foodListingId);
    if (known && isRecent(known, now) && !isNewer(shown, known.bookmark)) return known;
    const since = memory.reading.get(foodListingId);
    // A reader that has gone, with its client, must not hold up the others.
    if (since === undefined || Date.now() - since > LIMITS.availabilityReadMs) return read(env, memory, look);
    await scheduler.wait(LIMITS.availabilityPollMs);
  }
}

/** Of one listing, or of all of them: what is known is no longer so, since D1 has reached another state. */
export function forgetAvailability(env: Env, reached: Bookmark | null, foodListingId?: string): void {
  const memory = memoryOf(env);
  const { recent, reading } = memory;
  memory.reached = newestOf(memory.reached, reached);
  if (foodListingId === undefined) {
    recent.clear();
    reading.clear();
  } else {
    recent.delete(foodListingId);
    reading.delete(foodListingId);
  }
}

const isRecent = ({ readAt, now: then }: Remembered, now: EpochMs): boolean =>
  Date.now() - readAt < LIMITS.availabilityMemoryMs && Math.abs(now - then) < LIMITS.availabilityMemoryMs;

/** What a caller shows may be made up, unless D1 is known to have got there; the primary has whatever is true of it. */
const startOf = ({ reached }: Memory, shown: Bookmark | null) =>
  isNewer(shown, reached) ? "first-primary" : (reached ?? "first-unconstrained");

async function read(env: Env, memory: Memory, { foodListingId, now, shown }: Look): Promise<Recent> {
  const { recent, reading } = memory;
  const session = openSession(env.DB, startOf(memory, shown));
  const readAt = Date.now();
  reading.set(foodListingId, readAt);
  try {
    const facts = await readAvailability(session.db, foodListingId, now);
    const bookmark = session.bookmark();
    memory.reached = newestOf(memory.reached, bookmark);
    const fresh = {
      facts,
      answers: new Map<string, z.infer<typeof AvailabilityResponse>>(),
      readAt,
      now,
      bookmark,
      isRemembered: true,
    };
    // Forgotten meanwhile, or read by another who took this one for lost: it may be older than what was changed.
    if (reading.get(foodListingId) === readAt) {
      recent.delete(foodListingId); // so that it is the newest
      recent.set(foodListingId, fresh);
      const [oldest] = recent.keys();
      if (recent.size > LIMITS.rememberedListings && oldest !== undefined) recent.delete(oldest);
    }
    return { ...fresh, isRemembered: false };
  } finally {
    if (reading.get(foodListingId) === readAt) reading.delete(foodListingId);
  }
}
