/** What many plays of a day come to. */
import type { Served } from "./counter-queue";
import type { HourDemand } from "./day-demand";
import { cellKey, hourOf, type PlannedSlot } from "./day-plan";

/** A mean day. */
export interface HourOutcome {
  locationId: string;
  hour: number;
  requests: number;
  served: number;
  seats: number;
  /** Seats taken, those of people sent from elsewhere too. */
  taken: number;
}

export interface DayOutcome {
  requests: number;
  served: number;
  turnedAway: number;
  seats: number;
  /** Null where a counter's time is not known, or nobody comes. */
  meanWaitMinutes: number | null;
  inTimeShare: number | null;
  hours: HourOutcome[];
}

/** Of one location and hour. */
export interface Sums {
  requests: number;
  served: number;
  taken: number;
}

export const noSums = (): Sums => ({ requests: 0, served: 0, taken: 0 });

interface Played {
  slots: readonly PlannedSlot[];
  demand: readonly HourDemand[];
  /** Over all runs, by `cellKey`. */
  sums: ReadonlyMap<string, Sums>;
  runs: number;
  served: Served;
}

export function outcomeOf({ slots, demand, sums, runs, served }: Played): DayOutcome {
  const places = new Map<string, { locationId: string; hour: number; seats: number }>();
  for (const { locationId, hour } of demand) places.set(cellKey(locationId, hour), { locationId, hour, seats: 0 });
  for (const slot of slots) {
    const [locationId, hour] = [slot.locationId, hourOf(slot)];
    const key = cellKey(locationId, hour);
    places.set(key, { locationId, hour, seats: (places.get(key)?.seats ?? 0) + slot.seats });
  }
  const hours = [...places].map(([key, place]): HourOutcome => {
    const own = sums.get(key) ?? noSums();
    return { ...place, requests: own.requests / runs, served: own.served / runs, taken: own.taken / runs };
  });
  const total = (field: "requests" | "served" | "seats") => hours.reduce((sum, hour) => sum + hour[field], 0);
  const [requests, seated] = [total("requests"), total("served")];
  const { came, waitMinutes, inTime } = served;
  return {
    requests,
    served: seated,
    turnedAway: requests - seated,
    seats: total("seats"),
    meanWaitMinutes: came === 0 ? null : waitMinutes / came,
    inTimeShare: came === 0 ? null : inTime / came,
    hours,
  };
}
