/** Tells what was written down about alerts, by e-mail and to a webhook, each once. */
import { LIMITS } from "../config";
import { ALERT_RULES, type AlertRule } from "../config/alert-rules";
import { claimNotices, type NoticeRow, settleNotice } from "../db/alerts";
import { isPublicHttpsUrl } from "../domain/public-url";
import { type EpochMs, HOUR_MS } from "../domain/time";
import { channelOf } from "../notifications/channels";
import { askProvider, discard } from "../notifications/channels/provider";
import { alertMail, alertPost } from "./alert-message";
import type { Deps } from "./deps";

/**
 * Answers how many notices are told in full, and how many are left for the next run because somebody could not be
 * reached. A sender that dies leaves a claim that runs out: a rare double beats a lost alert.
 */
export async function sendAlerts(deps: Deps): Promise<{ rows: number; failures: number }> {
  const { db, now } = deps;
  const since = now - LIMITS.alertNoticeHours * HOUR_MS;
  const clock = Date.now(); // of the senders: a run that is late believes in an earlier time than the next one
  const heldUntil = clock + LIMITS.sendLeaseSeconds * 1_000;
  const notices = await claimNotices(db, { since, until: now, clock, heldUntil });
  const isTold = await Promise.all(notices.map((notice) => tell(deps, notice)));
  const rows = isTold.filter(Boolean).length;
  return { rows, failures: isTold.length - rows };
}

/** Answers whether everybody who is to hear of it has. */
async function tell(deps: Deps, notice: NoticeRow): Promise<boolean> {
  const { db, config, now } = deps;
  const rule = ALERT_RULES.find(({ name }) => name === notice.rule);
  const { kind, value, sample } = notice;
  console.error(JSON.stringify({ level: "error", event: "alert", rule: notice.rule, kind, value, sample }));
  const [emailedAt, postedAt] = await Promise.all([
    notice.emailedAt ?? (rule && config.alertEmail ? mail(deps, rule, notice, config.alertEmail) : null),
    notice.postedAt ?? (rule && config.alertWebhookUrl ? post(deps, rule, notice, config.alertWebhookUrl) : null),
  ]);
  const isMissing =
    rule && ((config.alertEmail && emailedAt === null) || (config.alertWebhookUrl && postedAt === null));
  await settleNotice(db, notice, { emailedAt, postedAt, settledAt: isMissing ? null : now });
  return !isMissing;
}

/** When it was sent; null when it could not be. */
async function mail(deps: Deps, rule: AlertRule, notice: NoticeRow, email: string): Promise<EpochMs | null> {
  const { env, config, now } = deps;
  const outcome = await channelOf(env, config, "email")(env, config, {
    key: `alert:${notice.id}`,
    type: "alert",
    subject: notice.rule,
    to: { email, phone: null, subscriptions: [] },
    message: alertMail(rule, notice),
    attempt: 1,
    usefulSeconds: null,
  });
  if (outcome.kind === "sent") return now;
  return notTold(notice, "email", outcome.reason);
}

/** The address was checked when the variable was read, but not where it leads. */
async function post(deps: Deps, rule: AlertRule, notice: NoticeRow, url: string): Promise<EpochMs | null> {
  if (!isPublicHttpsUrl(url, deps.config)) return notTold(notice, "webhook", "address_refused");
  const answer = await askProvider(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(alertPost(rule, notice)),
  });
  await discard(answer);
  if (typeof answer !== "string" && answer.ok) return deps.now;
  return notTold(notice, "webhook", typeof answer === "string" ? answer : `http_${answer.status}`);
}

function notTold({ rule }: NoticeRow, channel: string, reason: string): null {
  console.error(JSON.stringify({ level: "error", event: "alert_not_sent", rule, channel, reason }));
  return null;
}
