/** Where the alert rules stand, and what was told about them. */
import { and, asc, count, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { ALERT_RULES, type AlertRule } from "../config/alert-rules";
import type { AlertState, Reading } from "../domain/alerts";
import type { EpochMs } from "../domain/time";
import type { AlertNoticeKind } from "../domain/vocabulary";
import { type Database, runBatch } from "./client";
import { offsetOf, type Page, type PageRequest, readPage } from "./paging";
import { alertNotices, alerts } from "./schema";

export type NoticeRow = typeof alertNotices.$inferSelect;

export interface Alert {
  rule: AlertRule;
  state: Omit<typeof alerts.$inferSelect, "rule">;
}

const NEVER_EVALUATED: Alert["state"] = {
  state: "ok",
  since: 0,
  calm: 0,
  value: null,
  sample: 0,
  evaluatedAt: 0,
  notifiedAt: null,
};

/** Every rule with its state; one that was never evaluated is fine. */
export async function loadAlerts(db: Database): Promise<Alert[]> {
  const names = ALERT_RULES.map(({ name }) => name);
  const rows = await db.select().from(alerts).where(inArray(alerts.rule, names)).all();
  const states = new Map(rows.map(({ rule, ...state }) => [rule, state]));
  return ALERT_RULES.map((rule) => ({ rule, state: states.get(rule.name) ?? NEVER_EVALUATED }));
}

export interface Evaluation {
  rule: string;
  /** Of the state that was evaluated. */
  evaluatedBefore: EpochMs;
  next: AlertState;
  reading: Reading;
  /** What is to be told of it, under an id for the occasion. */
  notice: { id: string; kind: AlertNoticeKind } | null;
}

/**
 * Writes evaluations down with the notices that follow from them, in one transaction. Of two made from the same state
 * only the first counts, so that nobody is told twice.
 */
export async function recordEvaluations(db: Database, evaluations: Evaluation[], now: EpochMs): Promise<void> {
  const rows = JSON.stringify(evaluations);
  const isCurrent = sql.raw(`coalesce((SELECT a.evaluated_at FROM alerts a WHERE a.rule = j.value ->> 'rule'), 0)
    = j.value ->> 'evaluatedBefore'`);
  await runBatch(db, [
    sql`
      INSERT INTO alert_notices (id, rule, at, kind, value, sample)
      SELECT j.value ->> '$.notice.id', j.value ->> 'rule', ${now}, j.value ->> '$.notice.kind', j.value ->> '$.reading.value', j.value ->> '$.reading.sample'
      FROM json_each(${rows}) j WHERE j.value ->> 'notice' IS NOT NULL AND ${isCurrent}`,
    sql`
      INSERT INTO alerts (rule, state, since, calm, value, sample, evaluated_at, notified_at)
      SELECT j.value ->> 'rule', j.value ->> '$.next.state', j.value ->> '$.next.since', j.value ->> '$.next.calm',
        j.value ->> '$.reading.value', j.value ->> '$.reading.sample', ${now}, j.value ->> '$.next.notifiedAt'
      FROM json_each(${rows}) j WHERE ${isCurrent}
      ON CONFLICT DO UPDATE SET state = excluded.state, since = excluded.since, calm = excluded.calm,
        value = excluded.value, sample = excluded.sample, evaluated_at = excluded.evaluated_at,
        notified_at = excluded.notified_at`,
  ]);
}

/** Takes in hand what was not told to everybody and is in nobody's hand: no second sender gets it before `heldUntil`. */
export const claimNotices = (
  db: Database,
  { since, until, clock, heldUntil }: { since: EpochMs; until: EpochMs; clock: EpochMs; heldUntil: EpochMs },
): Promise<NoticeRow[]> =>
  db
    .update(alertNotices)
    .set({ heldUntil })
    // Written out, because a partial index is only used for the very words of its condition.
    .where(
      sql`settled_at IS NULL AND ${alertNotices.at} > ${since} AND ${alertNotices.at} <= ${until}
        AND (${alertNotices.heldUntil} IS NULL OR ${alertNotices.heldUntil} <= ${clock})`,
    )
    .returning();

export async function settleNotice(
  db: Database,
  { rule, at }: Pick<NoticeRow, "rule" | "at">,
  values: Pick<NoticeRow, "emailedAt" | "postedAt" | "settledAt">,
): Promise<void> {
  await db
    .update(alertNotices)
    .set({ ...values, heldUntil: null })
    .where(and(eq(alertNotices.rule, rule), eq(alertNotices.at, at), isNull(alertNotices.settledAt)));
}

/** What was told, the newest first. */
export function listNotices(db: Database, page: PageRequest): Promise<Page<NoticeRow>> {
  const where = sql`${alertNotices.at} >= 0`; // by the index, whose order is the list's
  return readPage(
    db,
    db.select({ count: count() }).from(alertNotices).where(where),
    db
      .select()
      .from(alertNotices)
      .where(where)
      .orderBy(desc(alertNotices.at), asc(alertNotices.rule))
      .limit(page.pageSize)
      .offset(offsetOf(page)),
  );
}
