/** E-mail by Cloudflare: https://developers.cloudflare.com/email-service/api/send-emails/workers-api/ */
import { LIMITS } from "../../config";
import type { Channel, SendOutcome } from "../channel";

export const EMAIL_BINDING_NAME = "cloudflare";

/** Codes of the documented table that no repetition would mend. */
const REFUSALS = [
  "E_VALIDATION_ERROR",
  "E_FIELD_MISSING",
  "E_TOO_MANY_RECIPIENTS",
  "E_SENDER_NOT_VERIFIED",
  "E_SENDER_DOMAIN_NOT_AVAILABLE",
  "E_RECIPIENT_NOT_ALLOWED",
  "E_RECIPIENT_SUPPRESSED",
  "E_CONTENT_TOO_LARGE",
];

export const emailBinding =
  (binding: SendEmail, from: string): Channel =>
  async (_env, _config, { to, message }) => {
    if (!to.email) return { kind: "skipped", reason: "no_address" };
    const { subject, text, html } = message;
    const mail = { from: sender(from), to: to.email, subject, text, html };
    const timer = new AbortController();
    try {
      return await Promise.race([send(binding, mail), timeout(timer.signal)]);
    } finally {
      timer.abort();
    }
  };

async function send(binding: SendEmail, mail: EmailMessageBuilder): Promise<SendOutcome> {
  try {
    await binding.send(mail);
    return { kind: "sent", provider: EMAIL_BINDING_NAME };
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): SendOutcome {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = /^E_[A-Z_]{1,60}$/.test(code) ? code.toLowerCase() : "unknown_error";
  return REFUSALS.includes(code) ? { kind: "rejected", provider: EMAIL_BINDING_NAME, reason } : unavailable(reason);
}

const unavailable = (reason: string): SendOutcome => ({
  kind: "unavailable",
  provider: EMAIL_BINDING_NAME,
  reason,
  retryAfterSeconds: null,
});

async function timeout(signal: AbortSignal): Promise<SendOutcome> {
  await scheduler.wait(LIMITS.providerTimeoutMs, { signal });
  return unavailable("timeout");
}

/** `Name <address>` in the binding's parts. */
function sender(from: string): string | { name: string; email: string } {
  const [, name, email] = /^(.*\S)\s*<([^<>]+)>$/.exec(from) ?? [];
  return name && email ? { name, email } : from;
}
