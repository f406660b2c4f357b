/** Has the live feeds of a listing look again, once its slots have changed otherwise than by a booking. */
import type { LocalDate } from "../domain/time";
import { tellSlots } from "../live/client";
import type { Deps } from "./deps";

/** Goes on after the answer. A feed that cannot be told looks by itself within seconds. */
export function tellFollowers({ env, defer }: Deps, foodListingId: string, dates: LocalDate[]): void {
  const telling = tellSlots(env, foodListingId, dates).catch((error: unknown) => {
    const name = error instanceof Error ? error.name : "unknown";
    console.warn(JSON.stringify({ level: "warn", event: "followers_not_told", listing: foodListingId, error: name }));
  });
  defer(telling);
}
