/** Learns a business's demand from its summed days. Seconds of computing: for a queue's consumer. */
import { FORECAST_LIMITS } from "../config/forecast";
import { findBusiness } from "../db/businesses";
import { demandCells, saveForecast } from "../db/forecasts";
import { seedOf } from "../domain/seeded-draws";
import { addDays, localDate } from "../domain/time";
import type { Deps } from "./deps";

/** Safe to repeat: the same days make the same forecast, down to the chance in it, which is the business's own. */
export async function trainForecast({ db, config, now }: Deps, businessId: string): Promise<void> {
  const business = config.isForecastingEnabled ? await findBusiness(db, businessId) : undefined;
  if (!business) return;
  const to = addDays(localDate(now, business.timezone), -1);
  const from = addDays(to, 1 - FORECAST_LIMITS.forecastHistoryDays);
  const cells = await demandCells(db, { businessId, from, to });
  const { forecastDemand } = await import("../domain/forecast/forecast-demand"); // loads a forest that nothing else needs
  const history = { from, to, cells };
  const horizonDays = FORECAST_LIMITS.maxForecastDays;
  await saveForecast(db, businessId, forecastDemand(history, { horizonDays, seed: seedOf(businessId) }), now);
}
