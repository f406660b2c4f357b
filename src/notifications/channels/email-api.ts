/** E-mail by an HTTP provider, in the shape of Resend's API: https://resend.com/docs/api-reference/emails/send-email */
import type { Channel } from "../channel";
import { askProvider, discard, outcomeOf } from "./provider";

const CONFLICT = 409;

export const emailApiName = (api: { url: string }): string => new URL(api.url).hostname;

export const emailApi =
  ({ from, api }: { from: string; api: { key: string; url: string } }): Channel =>
  async (_env, _config, { key, to, message, attempt }) => {
    if (!to.email) return { kind: "skipped", reason: "no_address" };
    const { subject, text, html } = message;
    const answer = await askProvider(api.url, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${api.key}`,
        "Content-Type": "application/json",
        "Idempotency-Key": key,
      },
      body: JSON.stringify({ from, to: [to.email], subject, text, html }),
    });
    await discard(answer);
    // The key is known with another text: an earlier attempt got through, but its answer did not.
    const isRepeat = attempt > 1 && typeof answer !== "string" && answer.status === CONFLICT;
    return isRepeat ? { kind: "sent", provider: emailApiName(api) } : outcomeOf(emailApiName(api), answer);
  };
