import { describe, expect, it } from "vitest";
import { answerWith, freshPhone, providerVariables, requestsTo } from "../support/provider-client";
import { envelope, providersWith, send } from "./envelopes";

const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM, TWILIO_URL } = providerVariables;
const byTwilio = { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM, TWILIO_URL };
const provider = "twilio";

describe("a text message", () => {
  it("is asked for as Twilio documents it: a form, with basic authentication", async () => {
    const letter = envelope({ phone: freshPhone() });
    expect(await send("sms", byTwilio, letter)).toEqual({ kind: "sent", provider });
    expect(await requestsTo(letter.to.phone ?? "")).toEqual([
      {
        channel: "sms",
        to: letter.to.phone,
        status: 201,
        isRepeat: false,
        content: { From: TWILIO_FROM, text: letter.message.short },
      },
    ]);
  });

  it("comes from a messaging service where one is named", async () => {
    const phone = freshPhone();
    const sender = "MG00000000000000000000000000000000";
    await send("sms", { ...byTwilio, TWILIO_FROM: sender }, envelope({ phone }));
    expect((await requestsTo(phone))[0]?.content).toMatchObject({ MessagingServiceSid: sender });
  });

  it("reaches a number that was written without its country", async () => {
    const phone = freshPhone();
    const written = phone.replace("+27", "0").replace(/(...)(...)/, "$1 $2 ");
    expect(await send("sms", byTwilio, envelope({ phone: written }))).toEqual({ kind: "sent", provider });
    expect(await requestsTo(phone)).toHaveLength(1);
  });

  it.each([
    [400, {}, { kind: "rejected", reason: "http_400_21211" }],
    [404, {}, { kind: "rejected", reason: "http_404_21211" }],
    [429, { "retry-after": "3" }, { kind: "unavailable", reason: "http_429_21211", retryAfterSeconds: 3 }],
    [500, {}, { kind: "unavailable", reason: "http_500_21211", retryAfterSeconds: null }],
  ])("answered %i is told apart, by Twilio's number and not in its words", async (status, headers, expected) => {
    const phone = freshPhone();
    await answerWith({ to: phone, status, headers });
    expect(await send("sms", byTwilio, envelope({ phone }))).toEqual({ ...expected, provider });
    expect(await requestsTo(phone)).toHaveLength(1);
  });

  it("is refused with a wrong token", async () => {
    const outcome = await send("sms", { ...byTwilio, TWILIO_AUTH_TOKEN: "wrong" }, envelope({ phone: freshPhone() }));
    expect(outcome).toEqual({ kind: "rejected", provider, reason: "http_401" });
  });

  it("is tried again later when Twilio hangs up", async () => {
    const phone = freshPhone();
    await answerWith({ to: phone, status: 0, times: 1 });
    expect(await send("sms", byTwilio, envelope({ phone }))).toMatchObject({ kind: "unavailable", reason: "network" });
    expect(await send("sms", byTwilio, envelope({ phone }))).toEqual({ kind: "sent", provider });
  });

  it.each([null, "", "call me"])("is skipped where the number is %j", async (phone) => {
    expect(await send("sms", byTwilio, envelope({ phone }))).toEqual({ kind: "skipped", reason: "no_address" });
  });

  it("is logged on a developer's machine where nobody carries it, and skipped anywhere else", async () => {
    const letter = envelope({ phone: freshPhone() });
    expect(await send("sms", {}, letter)).toEqual({ kind: "sent", provider: "log" });
    const skipped = { kind: "skipped", reason: "channel_not_configured" };
    expect(await send("sms", { LOCAL_CLOCK: "" }, letter)).toEqual(skipped);
  });
});

describe("the variables of text messages", () => {
  it.each([
    ["TWILIO_ACCOUNT_SID is missing", { ...byTwilio, TWILIO_ACCOUNT_SID: "" }],
    ["TWILIO_ACCOUNT_SID is malformed", { ...byTwilio, TWILIO_ACCOUNT_SID: "../Accounts" }],
    ["TWILIO_AUTH_TOKEN is missing", { ...byTwilio, TWILIO_AUTH_TOKEN: "" }],
    ["TWILIO_FROM is missing", { ...byTwilio, TWILIO_FROM: "" }],
    ["TWILIO_URL is not an https address", { ...byTwilio, LOCAL_CLOCK: "" }],
  ])("are whole or refused: %s", (message, variables) => {
    expect(() => providersWith(variables)).toThrow(message);
  });

  it("name who carries them", () => {
    expect(providersWith({ TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM }).sms).toBe(provider);
  });
});
