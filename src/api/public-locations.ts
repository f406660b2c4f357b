import { Hono } from "hono";
import { findPlaces } from "../db/locations";
import { printHours } from "../domain/operating-hours";
import { notFound } from "../domain/refusal";
import type { AppEnv } from "../http/context";
import { refuse } from "../http/errors";
import { answers } from "../http/route-facts";
import { PublicLocations } from "./schemas/pickup-locations";

export const publicLocations = new Hono<AppEnv>().get(
  "/:business_id",
  answers("Where a business hands over food", { 200: PublicLocations }),
  async (c) => {
    const places = await findPlaces(c.get("deps").replica, c.req.param("business_id"));
    if (!places) return refuse(c, notFound);
    const { business, locations } = places;
    return c.json(
      {
        business: { id: business.id, name: business.name, address: business.address },
        locations: locations.map((location) => ({
          id: location.id,
          name: location.name,
          address: location.address,
          latitude: location.latitude,
          longitude: location.longitude,
          operating_hours: printHours(location.operatingHours ?? business.operatingHours),
          facilities: location.facilities,
          instructions: location.instructions,
        })),
      },
      200,
    );
  },
);
