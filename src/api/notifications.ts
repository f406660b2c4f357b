import { Hono } from "hono";
import { listNotifications } from "../db/notifications";
import { notFound } from "../domain/refusal";
import { isoInstant } from "../domain/time";
import { allow } from "../http/auth";
import { actorOf, type SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { pageRequest, paginated } from "../http/pagination";
import { answers, mayRefuse } from "../http/route-facts";
import { canSee } from "../http/tenant";
import { query } from "../http/validate";
import { isUuid } from "../ids";
import { lookOf } from "../operations/audit";
import { NotificationList, NotificationsQuery } from "./schemas/notifications";

export const notifications = new Hono<SignedIn>().get(
  "/",
  allow("customer", "ngo", "provider", "admin"),
  query(NotificationsQuery),
  mayRefuse(404),
  answers("What was and will be told about a pickup", { 200: NotificationList }),
  async (c) => {
    const deps = c.get("deps");
    const principal = c.get("principal");
    const { pickup_id: pickupId, ...query } = c.req.valid("query");
    const page = pageRequest(query);
    const look = lookOf(deps, actorOf(c), principal);
    const asked = { pickupId, userId: look ? null : principal.userId, look };
    const list = isUuid(pickupId) ? await listNotifications(deps.db, asked, page) : null;
    if (!list || !canSee(principal, list.pickup)) return refuse(c, notFound);
    const results = list.rows.map((row) => ({
      type: row.type,
      channel: row.channel,
      state: row.state,
      reason: row.reason,
      provider: row.provider,
      attempts: row.attempts,
      due_at: isoInstant(row.dueAt),
      sent_at: row.state === "sent" && row.settledAt !== null ? isoInstant(row.settledAt) : null,
      created_at: isoInstant(row.createdAt),
    }));
    return c.json(paginated(c, page, list.count, results), 200);
  },
);
