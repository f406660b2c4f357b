/** What is told about an alert, as an e-mail and as a message that Slack and those like it take. */
import type { AlertRule } from "../config/alert-rules";
import type { NoticeRow } from "../db/alerts";
import { isoInstant } from "../domain/time";
import type { AlertNoticeKind } from "../domain/vocabulary";
import type { Message } from "../notifications/message";
import { renderHtml, renderText } from "../notifications/render";
import type { Words } from "../notifications/templates/template";

const OPENINGS: Record<AlertNoticeKind, string> = {
  firing: "Alert",
  reminder: "Still an alert",
  resolved: "Alert is over",
};
/** Slack's names. */
const COLORS: Record<AlertNoticeKind, string> = { firing: "danger", reminder: "warning", resolved: "good" };

type Told = Pick<NoticeRow, "kind" | "at" | "value" | "sample">;

function inUnit(value: number | null, unit: AlertRule["unit"]): string {
  if (value === null) return "unknown";
  switch (unit) {
    case "share":
      return `${(value * 100).toFixed(1)} %`;
    case "seconds":
      return `${Math.round(value)} s`;
    case "count":
      return String(value);
  }
}

function wordsOf({ name, title, operator, threshold, unit }: AlertRule, { kind, at, value, sample }: Told): Words {
  const headline = `${OPENINGS[kind]}: ${name} is ${inUnit(value, unit)}`;
  const limit = `${operator === "less_than" ? "below" : "above"} ${inUnit(threshold, unit)}`;
  return {
    subject: headline,
    greeting: headline,
    paragraphs: [`${title}.`],
    details: [
      { label: "Alert", text: limit },
      { label: "Value", text: inUnit(value, unit) },
      ...(unit === "count" ? [] : [{ label: "Of", text: String(sample) }]),
      { label: "Measured", text: isoInstant(at) },
    ],
    closing: ["GET /api/scheduling/admin/alerts/ shows every rule and what was told before."],
    short: headline,
  };
}

export function alertMail(rule: AlertRule, told: Told): Message {
  const words = wordsOf(rule, told);
  return { subject: words.subject, text: renderText(words), html: renderHtml(words, "en"), short: words.short };
}

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export function alertPost(rule: AlertRule, told: Told): object {
  const { subject, paragraphs, details } = wordsOf(rule, told);
  return {
    text: `${subject}\n${paragraphs.join("\n")}`,
    attachments: [
      {
        color: COLORS[told.kind],
        fallback: subject,
        fields: details.map(({ label: title, text: value }) => ({ title, value, short: true })),
      },
    ],
  };
}
