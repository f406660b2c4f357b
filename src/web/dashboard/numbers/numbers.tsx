import { useState } from "preact/hooks";
import { call } from "../../calls/api";
import { longDay } from "../../parts/dates";
import { Show, useLoaded } from "../../parts/loaded";
import { asBusiness } from "../../session/session";
import { Chart } from "../charts/chart";
import { Figures } from "../figures";
import type { SectionProps } from "../sections";
import { DailyReport } from "./daily-report";
import { Export } from "./export";
import { type Choice, Filter } from "./filter";
import { type Analytics, dailyColumns, hourlyColumns, lastDays, orNotYet, percent } from "./period";
import { ByListing, ByLocation } from "./tables";

export function Numbers({ today }: SectionProps) {
  const [choice, setChoice] = useState<Choice>({ ...lastDays(today, 30), locationId: "", listingId: "" });
  const query = {
    ...asBusiness(),
    start_date: choice.from,
    end_date: choice.to,
    location_id: choice.locationId || undefined,
    food_listing_id: choice.listingId || undefined,
    by_date: "true",
  };
  const analytics = useLoaded(JSON.stringify(query), (signal) => call<Analytics>("analytics/", { query, signal }));
  return (
    <>
      <Filter today={today} choice={choice} onChoose={setChoice} />
      <Show of={analytics}>{(value) => <Report analytics={value} />}</Show>
      <Export from={choice.from} to={choice.to} />
      <DailyReport today={today} />
    </>
  );
}

function Report({ analytics }: { analytics: Analytics }) {
  const { summary, period, recommendations, data_quality } = analytics;
  const days = `${longDay(period.start_date)} to ${longDay(period.end_date)}`;
  return (
    <>
      <p role="status">
        {summary.total_pickups_scheduled === 1 ? "1 pickup" : `${summary.total_pickups_scheduled} pickups`}, {days}.
        {data_quality === "thin" && " Too few are over to advise anything."}
      </p>
      <Figures
        figures={[
          ["Completed", summary.successful_pickups],
          ["Missed", summary.missed_pickups],
          ["Cancelled", summary.cancelled_pickups],
          ["Success rate", percent(summary.success_rate)],
          ["On time", percent(summary.on_time_rate)],
          ["No-shows", percent(summary.no_show_rate)],
          ["Seats taken", percent(summary.utilization_rate)],
          ["Wait at the counter", orNotYet(summary.average_wait_time)],
          ["Hand-over", orNotYet(summary.average_pickup_time)],
          ["Satisfaction", orNotYet(summary.customer_satisfaction, (rating) => `${rating} of 5`)],
          ["Optimisation score", orNotYet(analytics.optimization_score)],
          ["Busiest", orNotYet(summary.peak_pickup_hours.join(", ") || null)],
        ]}
      />
      {recommendations.length > 0 && (
        <section aria-labelledby="period-advice">
          <h3 id="period-advice">What they advise</h3>
          <ul>
            {recommendations.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </section>
      )}
      <Chart title="Pickups by day" columns={dailyColumns(analytics)} nothing="No days in this period" />
      <Chart
        title="Pickups by hour of the day"
        columns={hourlyColumns(analytics)}
        nothing="No pickups in this period"
      />
      <ByLocation analytics={analytics} />
      <ByListing analytics={analytics} />
    </>
  );
}
