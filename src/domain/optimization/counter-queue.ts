/** One counter that serves people one after the other. */
export interface Served {
  /** People who came. */
  came: number;
  waitMinutes: number;
  /** Of those, whose hand-over was over by their slot's end. */
  inTime: number;
}

/**
 * Serves a location's day. Slots are in order of time and so hold disjoint stretches; a queue that is left at the end of one
 * is still there at the start of the next. `moments` are sorted in place.
 */
export function serveDay(
  slots: readonly { end: number; moments: number[] }[],
  counterMinutes: number,
  into: Served,
): void {
  let freeAt = Number.NEGATIVE_INFINITY;
  for (const { end, moments } of slots) {
    moments.sort((a, b) => a - b);
    for (const moment of moments) {
      const startsAt = Math.max(moment, freeAt);
      freeAt = startsAt + counterMinutes;
      into.came += 1;
      into.waitMinutes += startsAt - moment;
      if (freeAt <= end) into.inTime += 1;
    }
  }
}
