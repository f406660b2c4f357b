import { Hono } from "hono";
import { listNotices, loadAlerts } from "../db/alerts";
import { isoInstant, isoInstantOrNull } from "../domain/time";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { pageRequest, paginated } from "../http/pagination";
import { answers } from "../http/route-facts";
import { query } from "../http/validate";
import { AlertsResponse } from "./schemas/alerts";
import { PageQuery } from "./schemas/page";

export const alerts = new Hono<SignedIn>().get(
  "/",
  allow("admin"),
  query(PageQuery),
  answers("Where every alert rule stands, and what was told", { 200: AlertsResponse }),
  async (c) => {
    const { db } = c.get("deps");
    const page = pageRequest(c.req.valid("query"));
    const [standing, { count, rows }] = await Promise.all([loadAlerts(db), listNotices(db, page)]);
    const rules = standing.map(({ rule, state: { state, since, value, sample, evaluatedAt } }) => ({
      rule: rule.name,
      title: rule.title,
      operator: rule.operator,
      threshold: rule.threshold,
      minimum_sample: rule.minSample,
      state,
      since: isoInstantOrNull(since || null),
      value,
      sample,
      evaluated_at: isoInstantOrNull(evaluatedAt || null),
    }));
    const results = rows.map(({ rule, kind, at, value, sample, emailedAt, postedAt }) => ({
      rule,
      kind,
      at: isoInstant(at),
      value,
      sample,
      emailed_at: isoInstantOrNull(emailedAt),
      posted_at: isoInstantOrNull(postedAt),
    }));
    return c.json({ ...paginated(c, page, count, results), rules }, 200);
  },
);
