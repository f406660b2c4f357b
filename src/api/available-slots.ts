import { Hono } from "hono";
import type { Database } from "../db/client";
import { findLocation } from "../db/locations";
import { notFound } from "../domain/refusal";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { answers, mayRefuse } from "../http/route-facts";
import { query } from "../http/validate";
import { type Known, toAvailabilityResponse } from "./availability-response";
import { recentAvailability } from "./recent-availability";
import { AvailabilityQuery, AvailabilityResponse } from "./schemas/slots";

export const availableSlots = new Hono<SignedIn>().get(
  "/",
  allow(),
  query(AvailabilityQuery),
  mayRefuse(404),
  answers("What can be booked now", { 200: AvailabilityResponse }),
  async (c) => {
    const deps = c.get("deps");
    const { env, now } = deps;
    const { food_listing_id, location_id: locationId, date } = c.req.valid("query");
    const began = Date.now();
    const look = { foodListingId: food_listing_id, now, shown: c.get("sessions").shown };
    const { facts, answers, bookmark, isRemembered } = await recentAvailability(env, look);
    deps.noteBookmark(bookmark);
    c.header("Server-Timing", isRemembered ? 'slots;desc="memory"' : `slots;desc="D1";dur=${Date.now() - began}`);
    if (!facts) return refuse(c, notFound);
    const businessId = facts.business.id;
    if (locationId !== undefined && !(await isLocationOf(deps.replica, facts, locationId))) {
      return refuse(c, { kind: "invalid_location", locationId, businessId });
    }
    const asked = `${date} ${locationId}`;
    const answer = answers.get(asked) ?? toAvailabilityResponse(facts, { date, locationId, now });
    answers.set(asked, answer);
    return c.json(answer, 200);
  },
);

/** A location where the listing has open slots is known; of another one D1 is asked. */
const isLocationOf = async (db: Database, { locations, business }: Known, locationId: string): Promise<boolean> =>
  locations.some(({ id }) => id === locationId) || (await findLocation(db, locationId))?.businessId === business.id;
