import { Hono } from "hono";
import { daySumsOf, namesOf, sumsOf } from "../db/analytics";
import { findBusiness } from "../db/businesses";
import { findLocation } from "../db/locations";
import { advise, adviseOnDay, periodOf } from "../domain/analytics";
import { notFound } from "../domain/refusal";
import { localDate } from "../domain/time";
import { allow } from "../http/auth";
import { actorOf, type SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { answers, mayRefuse } from "../http/route-facts";
import { businessOf } from "../http/tenant";
import { query } from "../http/validate";
import { auditAccess } from "../operations/audit";
import { exportPickups } from "../operations/export-pickups";
import { toDailyReport, toReport } from "./analytics-report";
import {
  AnalyticsQuery,
  AnalyticsResponse,
  DailyReportQuery,
  DailyReportResponse,
  ExportAnalyticsQuery,
} from "./schemas/analytics";

export const analytics = new Hono<SignedIn>()
  .get(
    "/",
    allow("provider", "admin"),
    query(AnalyticsQuery),
    mayRefuse(404),
    answers("What became of a business's pickups over a period", { 200: AnalyticsResponse }),
    async (c) => {
      const { replica, now } = c.get("deps");
      const {
        start_date: from,
        end_date: to,
        location_id,
        food_listing_id,
        business_id,
        by_date,
      } = c.req.valid("query");
      const named = businessOf(c.get("principal"), business_id);
      if (!named.ok) return refuse(c, named.error);
      const businessId = named.value;
      const [business, location] = await Promise.all([
        findBusiness(replica, businessId),
        location_id === undefined ? undefined : findLocation(replica, location_id),
      ]);
      if (!business) return refuse(c, notFound);
      if (location_id !== undefined && location?.businessId !== businessId) {
        return refuse(c, { kind: "invalid_location", locationId: location_id, businessId });
      }
      const filter = { businessId, from, to, locationId: location_id, foodListingId: food_listing_id };
      const [sums, days] = await Promise.all([
        sumsOf(replica, filter, now),
        by_date ? daySumsOf(replica, filter, now) : undefined,
      ]);
      const period = periodOf(sums, food_listing_id !== undefined);
      const ids = { locations: [...period.byLocation.keys()], listings: [...period.byListing.keys()] };
      const names = await namesOf(replica, ids);
      const report = toReport({ from, to }, period, names, advise(period, names.locations));
      return c.json({ ...report, by_date: days }, 200);
    },
  )
  .get(
    "/daily-report",
    allow("provider", "admin"),
    query(DailyReportQuery),
    mayRefuse(404),
    answers("One day of a business", { 200: DailyReportResponse }),
    async (c) => {
      const { replica, now } = c.get("deps");
      const { business_id, date: asked } = c.req.valid("query");
      const businessId = businessOf(c.get("principal"), business_id);
      if (!businessId.ok) return refuse(c, businessId.error);
      const business = await findBusiness(replica, businessId.value);
      if (!business) return refuse(c, notFound);
      const date = asked ?? localDate(now, business.timezone);
      const period = periodOf(await sumsOf(replica, { businessId: business.id, from: date, to: date }, now), false);
      return c.json(toDailyReport(date, business, period, adviseOnDay(period)), 200);
    },
  )
  .get(
    "/export",
    allow("provider", "admin"),
    query(ExportAnalyticsQuery),
    mayRefuse(404),
    answers("Every pickup of a period, as CSV or JSON", { 200: null }, "text/csv"),
    async (c) => {
      const deps = c.get("deps");
      const { start_date: from, end_date: to, format, business_id } = c.req.valid("query");
      const businessId = businessOf(c.get("principal"), business_id);
      if (!businessId.ok) return refuse(c, businessId.error);
      const business = await findBusiness(deps.replica, businessId.value);
      if (!business) return refuse(c, notFound);
      await auditAccess(deps, actorOf(c), { action: "export", businessId: business.id, date: from, until: to });
      const type = format === "csv" ? "text/csv; charset=utf-8" : "application/json; charset=utf-8";
      return c.body(exportPickups(deps, { businessId: business.id, from, to }, format), 200, {
        "Content-Type": type,
        "Content-Disposition": `attachment; filename="pickups-${from}-to-${to}.${format}"`,
      });
    },
  );
