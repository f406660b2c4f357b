/** Fits a listing's grid into the time its location already uses, so that no two slots of a counter overlap. */
import type { EpochMs } from "./time";

/** A half-open stretch of a location's time, as instants. */
export interface Stretch {
  startsAt: EpochMs;
  endsAt: EpochMs;
}

export interface Laying {
  /** In order of time. `new` ones are to be made, `shared` and `adopted` ones the location already has. */
  stretches: (Stretch & { origin: "new" | "shared" | "adopted" })[];
  /** Whether the outcome differs from the plain grid. */
  isAdjusted: boolean;
  /** Existing stretches that stood in the way of one of the grid's. */
  conflicts: Stretch[];
}

const overlaps = (a: Stretch, b: Stretch) => a.startsAt < b.endsAt && b.startsAt < a.endsAt;
const equals = (a: Stretch, b: Stretch) => a.startsAt === b.startsAt && a.endsAt === b.endsAt;
const within = (inner: Stretch, outer: Stretch) => inner.startsAt >= outer.startsAt && inner.endsAt <= outer.endsAt;

/**
 * A grid stretch equal to an existing one is shared, one that overlaps another is dropped, and existing stretches
 * inside the window that the grid does not name are adopted. A clock change can fold the grid onto itself: the later
 * of two overlapping grid stretches is dropped. `adoptable` leaves out existing ones that the listing could not use.
 */
export function layStretches(
  grid: Stretch[],
  existing: Stretch[],
  window: Stretch,
  adoptable: Stretch[] = existing,
): Laying {
  const laid: Laying["stretches"] = [];
  const conflicts: Stretch[] = [];
  let isAdjusted = false;
  for (const stretch of grid) {
    const same = existing.some((other) => equals(other, stretch));
    const rivals = same ? [] : existing.filter((other) => overlaps(other, stretch));
    if (rivals.length > 0 || laid.some((other) => overlaps(other, stretch))) {
      isAdjusted = true;
      conflicts.push(...rivals.filter((rival) => !conflicts.some((known) => equals(known, rival))));
    } else {
      laid.push({ ...stretch, origin: same ? "shared" : "new" });
    }
  }
  for (const other of adoptable) {
    if (!within(other, window) || laid.some((mine) => equals(mine, other))) continue;
    laid.push({ startsAt: other.startsAt, endsAt: other.endsAt, origin: "adopted" });
    isAdjusted = true;
  }
  laid.sort((a, b) => a.startsAt - b.startsAt);
  return { stretches: laid, isAdjusted, conflicts };
}
