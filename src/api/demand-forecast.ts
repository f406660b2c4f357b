import { Hono } from "hono";
import type * as z from "zod";
import { findBusiness } from "../db/businesses";
import { findForecast } from "../db/forecasts";
import { findLocation } from "../db/locations";
import { type DayForecast, forecastHours, quantileOf } from "../domain/forecast/forecast-hours";
import type { Forecast } from "../domain/forecast/model";
import { hoursOn, type OperatingHours } from "../domain/operating-hours";
import { notFound } from "../domain/refusal";
import { round1, roundTo } from "../domain/rounding";
import { addDays, isoInstant, type LocalDate, localDate, weekdayIndex } from "../domain/time";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { answers, mayRefuse } from "../http/route-facts";
import { businessOf } from "../http/tenant";
import { query } from "../http/validate";
import { hoursOf } from "../operations/schedule-rules";
import { NOTHING_LEARNED, outOfReach, reasonOf, whyEmpty } from "./forecast-reasons";
import { ForecastQuery, ForecastResponse } from "./schemas/demand-forecast";

type Answer = z.infer<typeof ForecastResponse>;

export const demandForecast = new Hono<SignedIn>().get(
  "/",
  allow("provider", "admin"),
  query(ForecastQuery),
  mayRefuse(404),
  answers("How many pickups to expect in each hour of a day", { 200: ForecastResponse }),
  async (c) => {
    const { replica, now, config } = c.get("deps");
    const { date: asked, category, location_id: locationId, business_id } = c.req.valid("query");
    const businessId = businessOf(c.get("principal"), business_id);
    if (!businessId.ok) return refuse(c, businessId.error);
    const [business, location, row] = await Promise.all([
      findBusiness(replica, businessId.value),
      locationId === undefined ? undefined : findLocation(replica, locationId),
      findForecast(replica, businessId.value),
    ]);
    if (!business) return refuse(c, notFound);
    if (locationId !== undefined && location?.businessId !== business.id) {
      return refuse(c, { kind: "invalid_location", locationId, businessId: business.id });
    }
    const date = asked ?? addDays(localDate(now, business.timezone), 1);
    const about = { date, category: category ?? null, location_id: locationId ?? null };
    if (!config.isForecastingEnabled)
      return c.json({ ...about, ...none("disabled", "Forecasting is switched off") }, 200);
    const insufficient = (reason: string) => c.json({ ...about, ...none("insufficient", reason) }, 200);
    if (!row) return insufficient(NOTHING_LEARNED);
    const { outcome: forecast, trainedAt } = row;
    if (forecast.kind === "insufficient") return insufficient(reasonOf(forecast));
    const day = forecastHours(forecast, { date, category, locationId });
    if (!day) return insufficient(outOfReach(forecast.dates));
    if (day.hours.length === 0) return insufficient(whyEmpty(forecast, day, { category, locationId }));
    const hours = location ? hoursOf(location, business) : business.operatingHours;
    return c.json({ ...about, ...toAnswer(forecast, day, hours), trained_at: isoInstant(trainedAt) }, 200);
  },
);

type Rest = Omit<Answer, "date" | "category" | "location_id">;

const none = (data_quality: Answer["data_quality"], reason: string): Rest => ({
  is_fallback: false,
  hours: [],
  model: null,
  wape: null,
  naive_wape: null,
  back_tests: null,
  history: null,
  trained_at: null,
  data_quality,
  reason,
});

/** Every hour that is open for a minute at least; none when the hours are not known. */
function openHours(hours: OperatingHours | null, date: LocalDate): number[] {
  const open = hours && hoursOn(hours, weekdayIndex(date));
  if (!open) return [];
  const first = Math.floor(open.start / 60);
  return Array.from({ length: Math.ceil(open.end / 60) - first }, (_, n) => first + n);
}

function toAnswer(
  forecast: Forecast,
  { isFallback, hours, date }: DayForecast,
  operatingHours: OperatingHours | null,
): Omit<Rest, "trained_at"> {
  const known = new Map(hours.map((hour) => [hour.hour, hour]));
  const all = [...new Set([...openHours(operatingHours, date), ...known.keys()])].sort((a, b) => a - b);
  const { model, wape, origins, isThin, history } = forecast;
  return {
    is_fallback: isFallback,
    hours: all.map((hour) => {
      const found = known.get(hour);
      return {
        hour: `${String(hour).padStart(2, "0")}:00`,
        expected: found ? round1(found.expected) : null,
        p90: found ? quantileOf(found, 0.9) : null,
      };
    }),
    model,
    wape: roundTo(wape[model], 3),
    naive_wape: roundTo(wape.seasonal_naive, 3),
    back_tests: origins,
    history,
    data_quality: isThin ? "thin" : "sufficient",
    reason: null,
  };
}
