/** What needs attention: of the business for everybody, of the service for those who run it. */
import type * as z from "zod";
import type { DailyReportResponse } from "../../../api/schemas/analytics";
import { call } from "../../calls/api";
import { addDays, longDay } from "../../parts/dates";
import { Show, useLoaded } from "../../parts/loaded";
import { asBusiness, session } from "../../session/session";
import { Warnings } from "../numbers/warnings";
import type { SectionProps } from "../sections";
import { Service } from "./service";

type Report = z.infer<typeof DailyReportResponse>;

export function Alerts({ today }: SectionProps) {
  const reports = useLoaded(today, (signal) =>
    Promise.all(
      [today, addDays(today, -1)].map((date) =>
        call<Report>("analytics/daily-report/", { query: { ...asBusiness(), date }, signal }),
      ),
    ),
  );
  return (
    <>
      <Show of={reports}>
        {(days) =>
          days.map(({ date, recommendations }) => (
            <section key={date} aria-labelledby={`day-${date}`}>
              <h3 id={`day-${date}`}>{longDay(date)}</h3>
              {recommendations.length === 0 ? <p>Nothing stands out.</p> : <Warnings of={recommendations} />}
            </section>
          ))
        }
      </Show>
      {session.value?.role === "admin" && <Service />}
    </>
  );
}
