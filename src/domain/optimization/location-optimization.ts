/** People that one counter turns away while another has room in the same hour. */
import { OPTIMIZATION_LIMITS } from "../../config/optimization";
import { hourRange } from "../metrics";
import type { HourOutcome } from "./day-outcome";
import type { Candidate, Evidence, Options } from "./recommendation";

const overflowOf = ({ requests, served }: HourOutcome): number => requests - served;
const roomOf = ({ seats, taken }: HourOutcome): number => seats - taken;

export function locationOptimizations(evidence: Evidence): Options[] {
  const { hours } = evidence.outcome;
  return hours
    .filter((from) => overflowOf(from) >= OPTIMIZATION_LIMITS.minOverflow)
    .sort((a, b) => overflowOf(b) - overflowOf(a))
    .flatMap((from): Options[] => {
      const [to] = hours
        .filter(({ locationId, hour }) => hour === from.hour && locationId !== from.locationId)
        .sort((a, b) => roomOf(b) - roomOf(a));
      return to && roomOf(to) >= OPTIMIZATION_LIMITS.minOverflow ? [[redirection(from, to, evidence)]] : [];
    });
}

function redirection(from: HourOutcome, to: HourOutcome, { scenario }: Evidence): Candidate {
  const nameOf = (id: string) => scenario.plan.locations.find((location) => location.id === id)?.name ?? id;
  const [there, here] = [nameOf(to.locationId), nameOf(from.locationId)];
  const range = hourRange(String(from.hour).padStart(2, "0"));
  const redirect = { from: from.locationId, to: to.locationId, hour: from.hour };
  return {
    type: "location_optimization",
    priority: "medium",
    description: `Redirect overflow traffic from ${here} to ${there} during ${range}: of ${from.requests.toFixed(1)} who ask at ${here} ${overflowOf(from).toFixed(1)} find no seat, while ${roomOf(to).toFixed(1)} of ${to.seats} seats at ${there} stay free. The effect is what it is if all of them follow`,
    implementation: { effort: "medium", cost: "signage_update", timeline: "1-2 days" },
    scenario: { ...scenario, redirects: [...scenario.redirects, redirect] },
    edit: null,
    about: `${from.locationId} ${to.locationId} ${from.hour}`,
  };
}
