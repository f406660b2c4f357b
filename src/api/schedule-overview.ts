import { Hono } from "hono";
import { findBusiness } from "../db/businesses";
import { readOverview } from "../db/pickups";
import { isLive } from "../domain/pickup-lifecycle";
import { notFound } from "../domain/refusal";
import { type LocalDate, localDate } from "../domain/time";
import { allow } from "../http/auth";
import { actorOf, type SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { answers, mayRefuse } from "../http/route-facts";
import { businessOf } from "../http/tenant";
import { query } from "../http/validate";
import { accessOf } from "../operations/audit";
import type { Deps } from "../operations/deps";
import { openEntry, toSealedEntry } from "./overview-entry";
import { OverviewQuery, OverviewResponse } from "./schemas/pickups";

export const scheduleOverview = new Hono<SignedIn>().get(
  "/",
  allow("provider", "admin"),
  query(OverviewQuery),
  mayRefuse(404),
  answers("A business's day, by hour", { 200: OverviewResponse }),
  async (c) => {
    const deps = c.get("deps");
    const { replica, config } = deps;
    const { business_id, date: asked } = c.req.valid("query");
    const named = businessOf(c.get("principal"), business_id);
    if (!named.ok) return refuse(c, named.error);
    const businessId = named.value;
    const date = asked ?? (await todayOf(deps, businessId));
    if (date === null) return refuse(c, notFound);
    const access = accessOf(deps, actorOf(c), { action: "overview", businessId, date });
    const overview = await readOverview(replica, { businessId, date }, access);
    if (!overview) return refuse(c, notFound);
    const { business, rows } = overview;
    const entries = await Promise.all(rows.map((row) => openEntry(config.encryptionKeys, toSealedEntry(row))));
    const listings = Map.groupBy(rows, ({ pickup }) => pickup.foodListingId);
    return c.json(
      {
        date,
        timezone: business.timezone,
        total_pickups: rows.length,
        completed_pickups: rows.filter(({ pickup }) => pickup.status === "completed").length,
        pending_pickups: rows.filter(({ pickup }) => isLive(pickup)).length,
        missed_pickups: rows.filter(({ pickup }) => pickup.status === "missed").length,
        pickups_by_hour: Object.fromEntries(Map.groupBy(entries, ({ time }) => time.slice(0, 2))),
        food_listings_with_pickups: [...listings]
          .map(([id, group]) => ({
            food_listing__id: id,
            food_listing__name: group[0]?.listingName ?? "",
            pickup_count: group.length,
          }))
          .sort((a, b) => b.pickup_count - a.pickup_count),
      },
      200,
    );
  },
);

/** Null for a business that nobody has told of. */
async function todayOf({ replica, now }: Deps, businessId: string): Promise<LocalDate | null> {
  const business = await findBusiness(replica, businessId);
  return business ? localDate(now, business.timezone) : null;
}
