import { Hono } from "hono";
import { replica } from "../db/client";
import { findLocation } from "../db/locations";
import { notFound } from "../domain/refusal";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { answers, mayRefuse } from "../http/route-facts";
import { query } from "../http/validate";
import { readAvailability, toAvailabilityResponse } from "./availability-response";
import { AvailabilityQuery, AvailabilityResponse } from "./schemas/slots";

export const availableSlots = new Hono<SignedIn>().get(
  "/",
  allow(),
  query(AvailabilityQuery),
  mayRefuse(404),
  answers("What can be booked now", { 200: AvailabilityResponse }),
  async (c) => {
    const { env, now } = c.get("deps");
    const db = replica(env);
    const { food_listing_id, location_id: locationId, date } = c.req.valid("query");
    const facts = await readAvailability(db, food_listing_id, now);
    if (!facts) return refuse(c, notFound);
    const businessId = facts.business.id;
    if (locationId !== undefined && (await findLocation(db, locationId))?.businessId !== businessId) {
      return refuse(c, { kind: "invalid_location", locationId, businessId });
    }
    return c.json(toAvailabilityResponse(facts, { date, locationId, now }), 200);
  },
);
