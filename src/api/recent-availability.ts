/**
 * What was read of listings' slots within the last second, in the isolate's memory: they are looked at far more often than
 * booked. Plain data, never a promise or anything else of another request: whoever finds a read under way looks again in a
 * moment. A write through the same isolate is seen at once.
 */
import type * as z from "zod";
import { LIMITS } from "../config";
import { replica } from "../db/client";
import type { EpochMs } from "../domain/time";
import { type Known, readAvailability } from "./availability-response";
import type { AvailabilityResponse } from "./schemas/slots";

export interface Recent {
  /** Null for a listing that nobody has told of. */
  facts: Known | null;
  /** Answers made of the facts, by what they were asked for. */
  answers: Map<string, z.infer<typeof AvailabilityResponse>>;
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
}

const memories = new WeakMap<D1Database, Memory>();

function memoryOf({ DB }: Env): Memory {
  const memory = memories.get(DB) ?? { recent: new Map(), reading: new Map() };
  memories.set(DB, memory);
  return memory;
}

export async function recentAvailability(env: Env, foodListingId: string, now: EpochMs): Promise<Recent> {
  const memory = memoryOf(env);
  for (;;) {
    const known = memory.recent.get(foodListingId);
    if (known && isRecent(known, now)) return known;
    const since = memory.reading.get(foodListingId);
    // A reader that has gone, with its client, must not hold up the others.
    if (since === undefined || Date.now() - since > LIMITS.availabilityReadMs)
      return read(env, memory, foodListingId, now);
    await scheduler.wait(LIMITS.availabilityPollMs);
  }
}

/** Of one listing, or of all of them: what is known is no longer so. */
export function forgetAvailability(env: Env, foodListingId?: string): void {
  const { recent, reading } = memoryOf(env);
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

async function read(env: Env, { recent, reading }: Memory, foodListingId: string, now: EpochMs): Promise<Recent> {
  const readAt = Date.now();
  reading.set(foodListingId, readAt);
  try {
    const facts = await readAvailability(replica(env), foodListingId, now);
    const fresh = {
      facts,
      answers: new Map<string, z.infer<typeof AvailabilityResponse>>(),
      readAt,
      now,
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
