/** Somebody who is told of alerts, and what they hear. */
import { env } from "cloudflare:workers";
import { type Caller, get } from "./api";
import { fire, HALF_HOURLY } from "./cron";
import { freshEmail, providerVariables, requestsTo } from "./provider-client";
import { hookAddress, postedTo } from "./subscriber-client";
import { freshId } from "./world";

const MINUTE = 60_000;
/** Noon in Johannesburg. */
export const START = Date.parse("2026-08-01T10:00:00Z");
export const admin: Caller = { role: "admin", id: freshId("admin") };

const WATCHED = ["alerts", "alert_notices", "dead_letters", "verification_attempts", "job_runs", "scheduled_pickups"];

/** As if nothing had ever happened. */
export async function forgetAll(): Promise<void> {
  for (const table of [...WATCHED, "notifications"]) await env.DB.prepare(`DELETE FROM ${table}`).run();
}

/** Somebody who is told, at addresses of their own. */
export function makeWatch(variables: Record<string, string> = {}) {
  const [email, name] = [freshEmail(), freshId("alerts")];
  const told = { ALERT_EMAIL: email, ALERT_WEBHOOK_URL: hookAddress(name) };
  const bindings = { ...env, ...providerVariables, ...told, ...variables } as Env;
  return {
    email,
    name,
    /** Evaluates so many minutes after the start. */
    at: (minutes: number) => fire(HALF_HOURLY, new Date(START + minutes * MINUTE).toISOString(), bindings),
    mails: async () => (await requestsTo(email)).map(({ content }) => String(content.subject)),
    posts: async () => (await postedTo({ name })).map(({ body }) => String(JSON.parse(body).text).split("\n")[0]),
  };
}

export async function stateOf(rule: string) {
  const { body } = await get("admin/alerts/", { as: admin });
  return body.rules.find((one: { rule: string }) => one.rule === rule);
}
