/** Brings a business's finished days into the table of sums: those that are new, and those that changed since. */
import { LIMITS } from "../config";
import { outstandingDays, rollUpDays } from "../db/analytics";
import { findBusiness } from "../db/businesses";
import { addDays, localDate } from "../domain/time";
import type { Deps } from "./deps";

/** Answers how many days were summed. A day is finished when it is over in the business's zone. */
export async function rollUpAnalytics({ db, now }: Deps, businessId: string): Promise<number> {
  const business = await findBusiness(db, businessId);
  if (!business) return 0;
  const to = addDays(localDate(now, business.timezone), -1);
  const stretch = { businessId, from: addDays(to, -LIMITS.retentionDays), to };
  let count = 0;
  for (;;) {
    const days = await outstandingDays(db, stretch, LIMITS.rollUpDays);
    if (days.length > 0) await rollUpDays(db, businessId, days, now);
    count += days.length;
    if (days.length < LIMITS.rollUpDays) return count;
  }
}
