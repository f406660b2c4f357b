import { Hono } from "hono";
import { LIMITS } from "../config";
import { countDeadLetters, latestDeadLetters } from "../db/jobs";
import { slotsToReconcile } from "../db/slots";
import { DAY_MS, isoInstant, isoInstantOrNull } from "../domain/time";
import { allow } from "../http/auth";
import { actorOf, type SignedIn } from "../http/context";
import { answers } from "../http/route-facts";
import { body } from "../http/validate";
import { JOBS } from "../jobs/cron";
import { reportJobs } from "../jobs/overdue";
import { providersOf } from "../notifications/channels";
import { auditAccess } from "../operations/audit";
import { reconcileOnRecord } from "../operations/reconcile-slots";
import { resealPage } from "../operations/reseal";
import { JobsResponse, ReconcileRequest, ReconcileResponse, ResealRequest, ResealResponse } from "./schemas/admin";

export const admin = new Hono<SignedIn>()
  .get(
    "/jobs",
    allow("admin"),
    answers("Last runs of every job, what is overdue, and what could not be processed", { 200: JobsResponse }),
    async (c) => {
      const { db, env, config, now } = c.get("deps");
      const since = now - LIMITS.deadLetterDays * DAY_MS;
      const [jobs, counts, latest] = await Promise.all([
        reportJobs({ db, now }, JOBS),
        countDeadLetters(db, { since, now }),
        latestDeadLetters(db, since, LIMITS.deadLettersShown),
      ]);
      return c.json(
        {
          jobs: jobs.map(({ job, cron, isOverdue, startedAt, endedAt, rows, error, succeededAt }) => ({
            job,
            cron,
            is_overdue: isOverdue,
            last_run:
              startedAt === null
                ? null
                : { started_at: isoInstant(startedAt), ended_at: isoInstantOrNull(endedAt), rows, error },
            last_success_at: isoInstantOrNull(succeededAt),
          })),
          dead_letters: {
            since: isoInstant(since),
            count: counts.reduce((sum, { count }) => sum + count, 0),
            by_queue: counts,
            latest: latest.map(({ at, ...letter }) => ({ ...letter, at: isoInstant(at) })),
          },
          channels: providersOf(env, config),
        },
        200,
      );
    },
  )
  .post(
    "/reseal",
    allow("admin"),
    body(ResealRequest),
    answers("Move sealed texts to the current encryption key, a page at a time", { 200: ResealResponse }),
    async (c) => {
      const deps = c.get("deps");
      const { stage, after = "" } = c.req.valid("json");
      await auditAccess(deps, actorOf(c), { action: "reseal" });
      return c.json(await resealPage(deps, stage, after), 200);
    },
  )
  .post(
    "/reconcile",
    allow("admin"),
    body(ReconcileRequest),
    answers("Hold slots' objects against D1 and mend what differs", { 200: ReconcileResponse }),
    async (c) => {
      const deps = c.get("deps");
      const { slot_id: slotId, business_id: businessId, date, after = "" } = c.req.valid("json");
      const page = { after, limit: LIMITS.reconcileBatch };
      const places = await slotsToReconcile(deps.db, { slotId, businessId, date }, page);
      const { checked, failed, drifted } = await reconcileOnRecord(deps, actorOf(c), places, { businessId, date });
      return c.json(
        {
          slots_checked: checked,
          slots_failed: failed,
          slots_drifted: drifted.length,
          drift: drifted.map(({ slotId: slot_id, restored, rewritten, isCountWrong }) => ({
            slot_id,
            restored,
            rewritten,
            seat_count_corrected: isCountWrong,
          })),
          next: places.length === LIMITS.reconcileBatch ? (places.at(-1)?.slotId ?? null) : null,
        },
        200,
      );
    },
  );
