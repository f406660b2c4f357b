/** What a business has: its pickup locations and the schedules of its listings. */
import type * as z from "zod";
import type { LocationResponse } from "../../../api/schemas/pickup-locations";
import type { ScheduleResponse } from "../../../api/schemas/pickup-schedules";
import { allPages } from "../../calls/all-pages";
import { asBusiness } from "../../session/session";

export type Location = z.infer<typeof LocationResponse>;
export type Schedule = z.infer<typeof ScheduleResponse>;

export const loadLocations = (signal: AbortSignal): Promise<Location[]> =>
  allPages<Location>("pickup-locations/", asBusiness(), signal);

export const loadSchedules = (signal: AbortSignal): Promise<Schedule[]> =>
  allPages<Schedule>("pickup-schedules/", asBusiness(), signal);

export const listingsOf = (schedules: readonly Schedule[]): Schedule["food_listing"][] => [
  ...new Map(schedules.map(({ food_listing }) => [food_listing.id, food_listing])).values(),
];
