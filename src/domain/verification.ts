/** When a code is good at the counter. */
import { LIMITS } from "../config";
import type { Pickup } from "./pickup";
import { type EpochMs, localDate, MINUTE_MS } from "./time";

export type VerificationRefusal = "not_today" | "outside_window" | "completed" | "cancelled" | "missed";

/**
 * Why a known code is refused now, or null. The 30 minutes before and after hold across midnight: within them it counts
 * as today, whatever the date.
 */
export function verificationRefusal(
  pickup: Pick<Pickup, "status" | "date" | "startsAt" | "endsAt">,
  zone: string,
  now: EpochMs,
): VerificationRefusal | null {
  if (pickup.status === "completed" || pickup.status === "cancelled" || pickup.status === "missed")
    return pickup.status;
  const margin = LIMITS.verificationMarginMinutes * MINUTE_MS;
  if (now >= pickup.startsAt - margin && now <= pickup.endsAt + margin) return null;
  return localDate(now, zone) === pickup.date ? "outside_window" : "not_today";
}

export const verificationMessage: Record<VerificationRefusal, string> = {
  not_today: "This pickup is not scheduled for today",
  outside_window: "This pickup is outside its time window",
  completed: "This pickup has been collected already",
  cancelled: "This pickup was cancelled",
  missed: "This pickup was marked as missed",
};
