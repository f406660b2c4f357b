/** What forecasts are learned from, and the forecast of each business. */
import { eq, sql } from "drizzle-orm";
import type { DemandCell } from "../domain/forecast/demand-table";
import type { Forecast, InsufficientHistory } from "../domain/forecast/model";
import type { EpochMs, LocalDate } from "../domain/time";
import type { Database } from "./client";
import { forecastModels } from "./schema";

export type ForecastRow = typeof forecastModels.$inferSelect;

/**
 * Seats asked for by date, hour, category and location, summed days only. An hour in which seats were offered and none was
 * taken is a cell of 0. Cancelled bookings are no demand, missed ones are.
 */
export const demandCells = (
  db: Database,
  { businessId, from, to }: { businessId: string; from: LocalDate; to: LocalDate },
): Promise<DemandCell[]> =>
  db.all<DemandCell>(sql`
    SELECT a.date AS date, CAST(a.hour AS INTEGER) AS hour, coalesce(l.category, '') AS category,
      a.location_id AS locationId, sum(a.scheduled - a.cancelled) AS demand
    FROM pickup_analytics a LEFT JOIN food_listings l ON l.id = a.food_listing_id
    WHERE a.business_id = ${businessId} AND a.date >= ${from} AND a.date <= ${to} AND a.food_listing_id <> ''
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`);

export const findForecast = (db: Database, businessId: string): Promise<ForecastRow | undefined> =>
  db.select().from(forecastModels).where(eq(forecastModels.businessId, businessId)).get();

/** In the place of the one before, unless that was trained later. */
export async function saveForecast(
  db: Database,
  businessId: string,
  outcome: Forecast | InsufficientHistory,
  trainedAt: EpochMs,
): Promise<void> {
  await db
    .insert(forecastModels)
    .values({ businessId, trainedAt, outcome })
    .onConflictDoUpdate({
      target: forecastModels.businessId,
      set: { trainedAt, outcome },
      setWhere: sql`${forecastModels.trainedAt} <= ${trainedAt}`,
    });
}
