/** What follows for a location's schedules when it closes for good or keeps other hours. */
import { deactivateLocation, type Location } from "../db/locations";
import { activeSchedulesAt } from "../db/schedules";
import { conflict, type Refusal } from "../domain/refusal";
import { closeSchedule } from "./change-schedule";
import type { Deps } from "./deps";
import { relaySchedule } from "./relay-schedule";

/** Deactivates a location and stops what it offered. Null when done. Repeating it finishes what a crash left open. */
export async function closeLocation(deps: Deps, location: Location): Promise<Refusal | null> {
  const outcome = await deactivateLocation(deps.db, location, deps.now);
  switch (outcome) {
    case "last_active":
      return conflict("A business needs at least one active pickup location", { rule: "last_active_location" });
    case "upcoming_pickups":
      return conflict("This location still has upcoming pickups", { rule: "upcoming_pickups" });
    case "done":
      for (const context of await activeSchedulesAt(deps.db, location.id)) await closeSchedule(deps, context);
      return null;
  }
}

/** Lays a location's slots again after its hours changed. */
export async function relayLocation(deps: Deps, locationId: string): Promise<void> {
  for (const context of await activeSchedulesAt(deps.db, locationId)) await relaySchedule(deps, context);
}
