import { Hono } from "hono";
import { LIMITS } from "../config";
import { auditTrail } from "../db/audit";
import { findPickup } from "../db/pickups";
import { notFound } from "../domain/refusal";
import { isoInstant } from "../domain/time";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { pageRequest, paginated } from "../http/pagination";
import { answers, mayRefuse } from "../http/route-facts";
import { canManage } from "../http/tenant";
import { query } from "../http/validate";
import { isUuid } from "../ids";
import { AuditQuery, AuditTrail } from "./schemas/audit";

export const audit = new Hono<SignedIn>().get(
  "/",
  allow("provider", "admin"),
  query(AuditQuery),
  mayRefuse(404),
  answers("Who saw and changed a pickup, the latest first", { 200: AuditTrail }),
  async (c) => {
    const { db } = c.get("deps");
    const { pickup_id: id, ...query } = c.req.valid("query");
    const pickup = isUuid(id) ? await findPickup(db, id) : undefined;
    if (!pickup || !canManage(c.get("principal"), pickup.businessId)) return refuse(c, notFound);
    const { accesses, attempts } = await auditTrail(db, pickup, LIMITS.auditEntries);
    const entries = [
      ...accesses,
      ...attempts.map((attempt) => ({ ...attempt, action: "check_code" as const, role: null })),
    ].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
    const page = pageRequest(query);
    const results = entries.slice((page.page - 1) * page.pageSize, page.page * page.pageSize).map((entry) => ({
      at: isoInstant(entry.at),
      action: entry.action,
      outcome: entry.outcome,
      user_id: entry.userId,
      role: entry.role,
      ip: entry.ip,
      user_agent: entry.userAgent,
      request_id: entry.requestId,
    }));
    return c.json(paginated(c, page, entries.length, results), 200);
  },
);
