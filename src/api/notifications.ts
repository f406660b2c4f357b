import { Hono } from "hono";
import { listNotifications } from "../db/notifications";
import { findPickup } from "../db/pickups";
import { notFound } from "../domain/refusal";
import { isoInstant } from "../domain/time";
import { allow } from "../http/auth";
import { actorOf, type SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { pageRequest, paginated } from "../http/pagination";
import { answers, mayRefuse } from "../http/route-facts";
import { canManage } from "../http/tenant";
import { query } from "../http/validate";
import { isUuid } from "../ids";
import { auditAccess } from "../operations/audit";
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
    const pickup = isUuid(pickupId) ? await findPickup(deps.db, pickupId) : undefined;
    if (!pickup) return refuse(c, notFound);
    const isStaff = canManage(principal, pickup.businessId);
    const isOwn = ["customer", "ngo"].includes(principal.role) && pickup.customerId === principal.userId;
    if (!isStaff && !isOwn) return refuse(c, notFound);
    const page = pageRequest(query);
    const [list] = await Promise.all([
      listNotifications(deps.db, { pickupId, userId: isStaff ? null : principal.userId }, page),
      auditAccess(deps, actorOf(c), { action: "read", pickupId }),
    ]);
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
