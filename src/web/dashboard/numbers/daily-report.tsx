import { useState } from "preact/hooks";
import type * as z from "zod";
import type { DailyReportResponse } from "../../../api/schemas/analytics";
import { call } from "../../calls/api";
import { Show, useLoaded } from "../../parts/loaded";
import { asBusiness } from "../../session/session";
import { Figures } from "../figures";
import { DayChoice } from "../forms/day-choice";
import type { SectionProps } from "../sections";
import { orNotYet, percent } from "./period";
import { Warnings } from "./warnings";

type Report = z.infer<typeof DailyReportResponse>;

export function DailyReport({ today }: SectionProps) {
  const [date, setDate] = useState(today);
  const query = { ...asBusiness(), date };
  const report = useLoaded(date, (signal) => call<Report>("analytics/daily-report/", { query, signal }));
  return (
    <section aria-labelledby="daily-report">
      <h3 id="daily-report">One day</h3>
      <DayChoice date={date} onChoose={setDate} />
      <Show of={report}>
        {({ summary, performance, financial, recommendations }) => (
          <>
            <Figures
              figures={[
                ["Booked", summary.total_scheduled],
                ["Completed", summary.completed],
                ["Missed", summary.missed],
                ["Cancelled", summary.cancelled],
                ["Completion rate", percent(summary.completion_rate)],
                ["On time", percent(summary.on_time_rate)],
                ["Wait at the counter", orNotYet(performance.average_wait_time_minutes, (wait) => `${wait} minutes`)],
                ["Satisfaction", orNotYet(performance.customer_satisfaction, (rating) => `${rating} of 5`)],
                ["Efficiency", orNotYet(performance.efficiency_score)],
                ["Value handed over", financial.total_value.toFixed(2)],
                ["Per order", orNotYet(financial.average_order_value, (value) => value.toFixed(2))],
              ]}
            />
            <Warnings of={recommendations} />
          </>
        )}
      </Show>
    </section>
  );
}
