/** Text messages by Twilio: https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
import * as z from "zod";
import type { Config } from "../../config";
import { toBase64 } from "../../crypto/encoding";
import { normalisePhone } from "../../domain/phone";
import type { Channel } from "../channel";
import { askProvider, discard, outcomeOf, type ProviderAnswer } from "./provider";

export const SMS_PROVIDER = "twilio";

const Failure = z.object({ code: z.int().min(0).max(99_999) });

export const sms =
  ({ accountSid, authToken, from, url }: NonNullable<Config["sms"]>): Channel =>
  async (_env, _config, { to, message }) => {
    const number = to.phone ? await normalisePhone(to.phone) : null;
    if (number === null) return { kind: "skipped", reason: "no_address" };
    const credentials = toBase64(new TextEncoder().encode(`${accountSid}:${authToken}`));
    const answer = await askProvider(`${url.replace(/\/$/, "")}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
      method: "POST",
      headers: { Authorization: `Basic ${credentials}` },
      body: new URLSearchParams({
        To: number,
        [from.startsWith("MG") ? "MessagingServiceSid" : "From"]: from,
        Body: message.short,
      }),
    });
    return outcomeOf(SMS_PROVIDER, answer, await codeOf(answer));
  };

/** Twilio's number for what is wrong, such as 21211 for a number that is none. */
async function codeOf(answer: ProviderAnswer): Promise<number | null> {
  if (typeof answer === "string" || answer.ok) {
    await discard(answer);
    return null;
  }
  const failure = Failure.safeParse(await answer.json().catch(() => null));
  return failure.success ? failure.data.code : null;
}
