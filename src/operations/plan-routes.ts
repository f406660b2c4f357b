/** Tours over a day's pickups: a customer's, whose slots are windows, and a business's over its pickup points. */
import { LIMITS } from "../config";
import type { Business } from "../db/businesses";
import { nextPickupDate, type PickupOnDay, type PickupPoint, pickupPointsOnDay, pickupsOnDay } from "../db/routes";
import { findUser } from "../db/users";
import { type Coordinates, coordinatesOf } from "../domain/coordinates";
import { type AlternativeSlot, invalid, type Refusal } from "../domain/refusal";
import { err, ok, type Result } from "../domain/result";
import type { TourPlan, TourRequest, VehicleTour, Visit } from "../domain/routing/tour";
import { type EpochMs, HOUR_MS, type LocalDate, MINUTE_MS } from "../domain/time";
import { estimateTravel } from "../domain/travel";
import { alternativeSlots } from "./alternatives";
import type { Deps } from "./deps";

/** A counter takes a code this long after its slot. */
const MARGIN_MS = LIMITS.verificationMarginMinutes * MINUTE_MS;
const ROAD = { speedKmh: LIMITS.townSpeedKmh, roadFactor: LIMITS.roadFactor };

interface Planned {
  departAt: EpochMs;
  plan: TourPlan;
  tour: VehicleTour;
}

export interface BusinessTour extends Planned {
  timezone: string;
  points: Map<string, PickupPoint>;
}

/** Null when nothing is to be handed over that day. */
export async function planBusinessRoute(
  { db }: Deps,
  business: Business,
  date: LocalDate,
): Promise<Result<BusinessTour | null, Refusal>> {
  const points = await pickupPointsOnDay(db, business.id, date);
  if (points.length === 0) return ok(null);
  const stops = points.map(({ location, pickups, startsAt, endsAt }) => ({
    ...stopAt(location.id, location),
    // What the customers of a whole evening take is not the driver's time.
    serviceMinutes: Math.min(LIMITS.handOverMinutes * pickups, LIMITS.maxStopMinutes),
    window: { opens: startsAt, closes: endsAt },
  }));
  const planned = await plan({ stops, departAt: Math.min(...points.map(({ startsAt }) => startsAt)) });
  const { timezone } = business;
  return planned.ok ? ok({ ...planned.value, timezone, points: byId(points, ({ location }) => location.id) }) : planned;
}

export interface RouteRequest {
  customerId: string;
  date: LocalDate | null;
  start: Coordinates | null;
  departAt: EpochMs | null;
}

export interface CustomerTour extends Planned {
  date: LocalDate;
  start: Coordinates | null;
  pickups: Map<string, PickupOnDay>;
  /** Slots that can be met, of the pickups that cannot. */
  alternatives: Map<string, AlternativeSlot[]>;
  /** Pickups whose code is not taken any more when the tour sets out. */
  tooLate: string[];
}

/** Null when no pickup is to come, or all are over by then. The start is the one that is asked for, else the customer's own place, if known. */
export async function planCustomerRoute(
  deps: Deps,
  request: RouteRequest,
): Promise<Result<CustomerTour | null, Refusal>> {
  const { replica, now } = deps;
  const date = request.date ?? (await nextPickupDate(replica, request.customerId, now));
  if (date === null) return ok(null);
  const [pickups, user] = await Promise.all([
    pickupsOnDay(replica, request.customerId, date),
    findUser(replica, request.customerId),
  ]);
  if (pickups.length === 0) return ok(null);
  const start = request.start ?? homeOf(user);
  const inTime = pickups.map((pickup) => inTimeFor(pickup, start));
  const departAt = request.departAt ?? Math.max(now, Math.min(...inTime));
  if (inTime.every((at) => Math.abs(departAt - at) > LIMITS.departureHours * HOUR_MS)) {
    return err(invalid("depart_at", `Must lie within ${LIMITS.departureHours} hours of a pickup`));
  }
  const [open, over] = partition(pickups, ({ pickup }) => pickup.endsAt + MARGIN_MS >= departAt);
  if (open.length === 0) return ok(null);
  const stops = open.map(({ pickup, location }) => ({
    ...stopAt(pickup.id, location),
    serviceMinutes: LIMITS.handOverMinutes,
    window: { opens: pickup.startsAt, closes: pickup.endsAt },
  }));
  const planned = await plan({ stops, start: start ?? undefined, departAt });
  if (!planned.ok) return planned;
  const known = byId(open, ({ pickup }) => pickup.id);
  const alternatives = await alternativesOf(deps, planned.value.tour.stops, known);
  return ok({
    ...planned.value,
    date,
    start,
    pickups: known,
    alternatives,
    tooLate: over.map(({ pickup }) => pickup.id),
  });
}

const homeOf = (user: { latitude: string | null; longitude: string | null } | undefined): Coordinates | null =>
  user?.latitude && user.longitude ? coordinatesOf({ latitude: user.latitude, longitude: user.longitude }) : null;

const partition = <T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] => [
  items.filter(isFirst),
  items.filter((item) => !isFirst(item)),
];

async function plan(request: Pick<TourRequest, "stops" | "start" | "departAt">): Promise<Result<Planned, Refusal>> {
  const { planTour } = await import("../domain/routing/plan-tour"); // loads matrices, for k-means, that little else needs
  const planned = planTour({ ...ROAD, ...request });
  if (!planned.ok) return err(planned.error);
  const [tour] = planned.value.vehicles;
  if (!tour) throw new Error("A tour over stops has no vehicle");
  return ok({ departAt: request.departAt, plan: planned.value, tour });
}

/** When to leave so as to be there when the slot opens. The earliest of these lets every slot be met that can be. */
function inTimeFor({ pickup, location }: PickupOnDay, start: Coordinates | null): EpochMs {
  const travel = start ? estimateTravel(start, coordinatesOf(location)).seconds * 1_000 : 0;
  return Math.floor((pickup.startsAt - travel) / MINUTE_MS) * MINUTE_MS;
}

/** For each pickup that is reached too late, the bookable slots of its listing that day that are still open on arrival. */
async function alternativesOf(
  deps: Deps,
  visits: readonly Visit[],
  pickups: ReadonlyMap<string, PickupOnDay>,
): Promise<Map<string, AlternativeSlot[]>> {
  const late = visits.flatMap(({ id, arrivesAt, latenessMinutes }) => {
    const missed = pickups.get(id);
    return missed && latenessMinutes > 0 ? [{ ...missed, arrivesAt }] : [];
  });
  const wanted = late.map(({ listing, pickup, arrivesAt }) => ({
    listing,
    slotId: pickup.slotId,
    startsAt: arrivesAt,
    endsAfter: arrivesAt,
    lastDate: pickup.date,
  }));
  const found = await alternativeSlots(deps, wanted);
  return new Map(late.map(({ pickup }, n) => [pickup.id, found[n] ?? []]));
}

const stopAt = (id: string, location: { latitude: string; longitude: string }) => ({ id, ...coordinatesOf(location) });

const byId = <T>(items: readonly T[], idOf: (item: T) => string): Map<string, T> =>
  new Map(items.map((item) => [idOf(item), item]));
