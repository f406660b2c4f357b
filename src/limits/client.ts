import { LIMITS } from "../config";
import { seedOf } from "../domain/seeded-draws";
import { type EpochMs, MINUTE_MS } from "../domain/time";
import type { HitOutcome } from "./attempt-counter";

/**
 * Counts a customer's attempt to book. Customers share objects, which are awake for one when another comes: making an
 * object for every customer takes longer than the booking.
 */
export const countBooking = (env: Env, customerId: string, now: EpochMs): Promise<HitOutcome> =>
  env.ATTEMPT_COUNTER.getByName(`booking:${seedOf(customerId) % LIMITS.bookingCounters}`).hit(
    [{ key: customerId, max: LIMITS.bookingAttemptsPerMinute, windowMs: MINUTE_MS }],
    now,
  );

const codeCounter = (env: Env, businessId: string) => env.ATTEMPT_COUNTER.getByName(`codes:${businessId}`);
const staffKey = (userId: string) => `staff:${userId}`;
const BUSINESS_KEY = "business";

/** Counts a code as unknown before it is looked up, so that guesses in parallel cannot slip past the limit. */
export function countCode(env: Env, businessId: string, userId: string, now: EpochMs): Promise<HitOutcome> {
  const windowMs = LIMITS.unknownCodeWindowMinutes * MINUTE_MS;
  return codeCounter(env, businessId).hit(
    [
      { key: staffKey(userId), max: LIMITS.unknownCodesPerStaff, windowMs },
      { key: BUSINESS_KEY, max: LIMITS.unknownCodesPerBusiness, windowMs },
    ],
    now,
  );
}

/** The code was known after all. */
export const refundCode = (env: Env, businessId: string, userId: string, at: EpochMs): Promise<void> =>
  codeCounter(env, businessId).refund([staffKey(userId), BUSINESS_KEY], at);
