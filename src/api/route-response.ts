/** Tours as they are printed: kilometres and minutes with one decimal. */
import type * as z from "zod";
import { round1 } from "../domain/rounding";
import type { Leg, TourTotals, Visit } from "../domain/routing/tour";
import { durationInWords, isoInstant, MINUTE_MS } from "../domain/time";
import type { BusinessTour, CustomerTour } from "../operations/plan-routes";
import type { BusinessRoute, MyRoute } from "./schemas/routes";

const toTotals = ({ km, travelMinutes, waitingMinutes, latenessMinutes, endsAt }: TourTotals) => ({
  km: round1(km),
  travel_minutes: round1(travelMinutes),
  waiting_minutes: round1(waitingMinutes),
  lateness_minutes: round1(latenessMinutes),
  ends_at: isoInstant(endsAt),
});

const toLeg = ({ from, to, km, minutes }: Leg) => ({ from, to, km: round1(km), minutes: round1(minutes) });

const toVisit = ({ arrivesAt, waitingMinutes, latenessMinutes, leavesAt }: Visit) => ({
  eta: isoInstant(arrivesAt),
  waiting_minutes: round1(waitingMinutes),
  lateness_minutes: round1(latenessMinutes),
  leaves_at: isoInstant(leavesAt),
});

const toTour = ({ plan, tour }: Pick<BusinessTour, "plan" | "tour">) => ({
  legs: tour.legs.map(toLeg),
  totals: toTotals(plan.totals),
  baseline: {
    km: round1(plan.baseline.totals.km),
    travel_minutes: round1(plan.baseline.totals.travelMinutes),
    lateness_minutes: round1(plan.baseline.totals.latenessMinutes),
  },
  map_links: tour.mapLinks,
});

interface Location {
  id: string;
  name: string;
  address: string;
  latitude: string;
  longitude: string;
}

const toPlace = ({ id, name, address, latitude, longitude }: Location) => ({ id, name, address, latitude, longitude });

export const toBusinessRoute = (route: BusinessTour): z.infer<typeof BusinessRoute> => ({
  timezone: route.timezone,
  depart_at: isoInstant(route.departAt),
  stops: route.tour.stops.flatMap((visit) => {
    const point = route.points.get(visit.id);
    if (!point) return [];
    const { location, pickups, startTime, endTime } = point;
    return [{ location: toPlace(location), pickups, window: `${startTime}-${endTime}`, ...toVisit(visit) }];
  }),
  ...toTour(route),
});

export const toMyRoute = (route: CustomerTour): z.infer<typeof MyRoute> => ({
  date: route.date,
  start: route.start,
  depart_at: isoInstant(route.departAt),
  stops: route.tour.stops.flatMap((visit) => {
    const found = route.pickups.get(visit.id);
    if (!found) return [];
    const { pickup, location, listing, businessName } = found;
    const alternatives = route.alternatives.get(visit.id) ?? [];
    return [
      {
        pickup_id: pickup.id,
        business: businessName,
        food_listing: listing.name,
        location: toPlace(location),
        scheduled_time: `${pickup.startTime}-${pickup.endTime}`,
        ...toVisit(visit),
        warning: visit.latenessMinutes > 0 ? warningOf(visit, alternatives.length > 0) : null,
        alternative_slots: alternatives,
      },
    ];
  }),
  ...toTour(route),
  too_late: route.tooLate,
});

function warningOf({ latenessMinutes }: Visit, hasAlternative: boolean): string {
  const late = `${durationInWords(Math.ceil(latenessMinutes) * MINUTE_MS)} after the slot has ended`;
  return `You would arrive ${late}${hasAlternative ? "; another slot would fit" : ""}`;
}

/** The answer when no pickup is to come. */
export const noRoute = {
  date: null,
  start: null,
  depart_at: null,
  stops: [],
  legs: [],
  totals: null,
  baseline: null,
  map_links: [],
  too_late: [],
} satisfies z.infer<typeof MyRoute>;
