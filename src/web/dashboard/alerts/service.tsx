/** The service's own state: alert rules, jobs, and messages that could not be processed. */
import type * as z from "zod";
import type { JobsResponse } from "../../../api/schemas/admin";
import type { AlertsResponse } from "../../../api/schemas/alerts";
import { call } from "../../calls/api";
import { onThisDevice } from "../../parts/dates";
import { Show, useLoaded } from "../../parts/loaded";
import { Table } from "../table";

type Rules = z.infer<typeof AlertsResponse>;
type Jobs = z.infer<typeof JobsResponse>;

const when = (instant: string | null): string => (instant === null ? "never" : onThisDevice(instant));

export function Service() {
  const alerts = useLoaded("alerts", (signal) => call<Rules>("admin/alerts/", { signal }));
  const jobs = useLoaded("jobs", (signal) => call<Jobs>("admin/jobs/", { signal }));
  return (
    <section aria-labelledby="service">
      <h3 id="service">The service</h3>
      <p>Times are those of this device.</p>
      <Show of={alerts}>{(value) => <AlertRules alerts={value} />}</Show>
      <Show of={jobs}>{(value) => <JobRuns jobs={value} />}</Show>
    </section>
  );
}

function AlertRules({ alerts: { rules, results } }: { alerts: Rules }) {
  const titles = new Map(rules.map(({ rule, title }) => [rule, title]));
  return (
    <>
      <p role="status">{rules.some(({ state }) => state === "firing") ? "Alerts are firing" : "No alert is firing"}</p>
      <Table
        caption="Alert rules"
        columns={["Rule", "State", "Value", "Limit", "Since", "Evaluated"]}
        rows={rules.map(({ rule, title, state, value, operator, threshold, since, evaluated_at }) => ({
          key: rule,
          cells: [
            title,
            state === "firing" ? <strong class="bad-text">firing</strong> : "calm",
            value ?? "nothing to measure",
            `${operator === "less_than" ? "at least" : "at most"} ${threshold}`,
            when(since),
            when(evaluated_at),
          ],
        }))}
      />
      {results.length > 0 && (
        <Table
          caption="What was told"
          columns={["At", "Rule", "Kind", "Value"]}
          rows={results.map(({ at, rule, kind, value }) => ({
            key: `${rule} ${at} ${kind}`,
            cells: [when(at), titles.get(rule) ?? rule, kind, value ?? "none"],
          }))}
        />
      )}
    </>
  );
}

function JobRuns({ jobs: { jobs, dead_letters, channels } }: { jobs: Jobs }) {
  return (
    <>
      <Table
        caption="Jobs"
        columns={["Job", "Cron (UTC)", "State", "Last run", "Last success"]}
        rows={jobs.map(({ job, cron, is_overdue, last_run, last_success_at }) => ({
          key: job,
          cells: [
            job,
            cron,
            is_overdue ? <strong class="bad-text">overdue</strong> : (last_run?.error ?? "on time"),
            when(last_run?.started_at ?? null),
            when(last_success_at),
          ],
        }))}
      />
      <p>
        {dead_letters.count === 0
          ? "No message failed"
          : `${dead_letters.count} messages could not be processed (${dead_letters.by_queue
              .map(({ queue, count }) => `${queue}: ${count}`)
              .join(", ")})`}{" "}
        since {when(dead_letters.since)}. E-mail by {channels.email}, text messages by {channels.sms}, push by{" "}
        {channels.push}.
      </p>
    </>
  );
}
