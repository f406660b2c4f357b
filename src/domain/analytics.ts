/** A business's period as its parts, and what its numbers advise. */
import { LIMITS } from "../config";
import {
  averageWaitMinutes,
  countOver,
  hourRange,
  type Seats,
  successRate,
  sumSeats,
  sumTallies,
  type Tally,
  utilisation,
} from "./metrics";

/** Sums of one location, listing and hour. The listing "" stands for the seats of all listings together, which share slots. */
export type Sums = Tally & Seats & { locationId: string; foodListingId: string; hour: string };

export interface Part {
  tally: Tally;
  seats: Seats;
}

export interface Period extends Part {
  byLocation: Map<string, Part>;
  byListing: Map<string, Part>;
  /** `HH` of the slot's start, in order of time. */
  byHour: Map<string, Part>;
}

/** `isOneListing` when the sums are of one listing only: its seats are then its own share of its slots. */
export function periodOf(rows: readonly Sums[], isOneListing: boolean): Period {
  const part = (group: readonly Sums[]): Part => ({
    tally: sumTallies(group),
    seats: sumSeats(group.filter(({ foodListingId }) => isOneListing || foodListingId === "")),
  });
  const parts = (keyOf: (row: Sums) => string) =>
    new Map(
      [...Map.groupBy(rows, keyOf)].sort(([a], [b]) => a.localeCompare(b)).map(([key, group]) => [key, part(group)]),
    );
  const listings = rows.filter(({ foodListingId }) => foodListingId !== "");
  return {
    ...part(rows),
    byLocation: parts(({ locationId }) => locationId),
    byHour: parts(({ hour }) => hour),
    byListing: new Map(
      [...Map.groupBy(listings, ({ foodListingId }) => foodListingId)].map(([id, group]) => [
        id,
        { tally: sumTallies(group), seats: sumSeats(group) },
      ]),
    ),
  };
}

/** Pickups that were not cancelled. */
export const attended = ({ scheduled, cancelled }: Tally): number => scheduled - cancelled;

const TARGET_SUCCESS = 80;
/** Percentage points below the whole at which a location stands out. */
const NOTABLE_GAP = 10;
const FULL = 85;
const EMPTY = 20;
const LONG_WAIT_MINUTES = 10;

/** In words, each with the numbers it rests on; none where too little is over to judge by. `names` are of locations. */
export function advise(period: Period, names: ReadonlyMap<string, string>): string[] {
  const { tally } = period;
  const [overall, over] = [successRate(tally), countOver(tally)];
  if (overall === null || over < LIMITS.minEvidence) return [];
  const advice: string[] = [];
  if (overall < TARGET_SUCCESS) {
    advice.push(
      `Success rate is ${overall}% (${tally.completed} of ${over} pickups that are over), below the target of ${TARGET_SUCCESS}%: ${tally.missed} were missed and ${tally.cancelled} cancelled - consider clearer instructions`,
    );
  }
  for (const [hour, { seats }] of period.byHour) {
    const share = utilisation(seats);
    if (share === null || seats.seats < LIMITS.minEvidence) continue;
    const evidence = `${seats.taken} of ${seats.seats} seats (${share}%) were taken`;
    if (share >= FULL) advice.push(`Consider adding more time slots during ${hourRange(hour)}: ${evidence}`);
    if (share <= EMPTY) advice.push(`Consider fewer time slots during ${hourRange(hour)}: ${evidence}`);
  }
  for (const [id, part] of period.byLocation) {
    const [rate, overHere] = [successRate(part.tally), countOver(part.tally)];
    if (overHere < LIMITS.minEvidence) continue;
    const name = names.get(id) ?? id;
    if (rate !== null && rate <= overall - NOTABLE_GAP) {
      advice.push(
        `${name} shows a lower success rate: ${rate}% of ${overHere} pickups that are over against ${overall}% overall - investigate issues`,
      );
    }
    const wait = averageWaitMinutes(part.tally);
    if (wait !== null && wait >= LONG_WAIT_MINUTES && part.tally.completed >= LIMITS.minEvidence) {
      advice.push(
        `Pickups at ${name} are handed over ${wait} minutes after the slot's start on average (${part.tally.completed} pickups) - consider more staff or longer slots`,
      );
    }
  }
  return advice;
}

export interface DailyAdvice {
  type: "completion_rate" | "capacity_optimization";
  priority: "high" | "medium";
  message: string;
  actions: string[];
}

/**
 * Contract 10.1's advice on one day, of which a handful of pickups that are over say nothing yet. The peak hour is about
 * demand: there those still to come count too.
 */
export function adviseOnDay(period: Period): DailyAdvice[] {
  const { tally, byHour } = period;
  const rate = successRate(tally);
  if (rate === null || countOver(tally) < LIMITS.minDayEvidence) return [];
  const advice: DailyAdvice[] = [];
  if (rate < TARGET_SUCCESS) {
    advice.push({
      type: "completion_rate",
      priority: "high",
      message: `Completion rate (${rate.toFixed(1)}%) is below target (${TARGET_SUCCESS}%). Consider improving communication with customers.`,
      actions: ["Send more pickup reminders", "Clarify pickup instructions", "Follow up on missed pickups"],
    });
  }
  const [peak] = [...byHour].sort(([a, m], [b, n]) => n.tally.scheduled - m.tally.scheduled || a.localeCompare(b));
  if (peak && peak[1].tally.scheduled > tally.scheduled * LIMITS.peakShare) {
    const [hour, { tally: busiest }] = peak;
    advice.push({
      type: "capacity_optimization",
      priority: "medium",
      message: `High demand concentration at ${hour}:00 (${busiest.scheduled} pickups). Consider spreading load.`,
      actions: [
        `Add more time slots around ${hour}:00`,
        "Incentivize off-peak pickups",
        "Consider additional pickup locations",
      ],
    });
  }
  return advice;
}
