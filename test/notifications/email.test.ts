import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { answerWith, freshEmail, providerVariables, requestsTo } from "../support/provider-client";
import { providerSecrets } from "../support/provider-secrets";
import { envelope, providersWith, send } from "./envelopes";

const { EMAIL_API_KEY, EMAIL_API_URL, EMAIL_FROM } = providerVariables;
const byApi = { EMAIL_API_KEY, EMAIL_API_URL, EMAIL_FROM };
const provider = "127.0.0.1";

describe("e-mail by an HTTP provider", () => {
  it("is asked for as the provider documents it", async () => {
    const letter = envelope({ email: freshEmail() });
    expect(await send("email", byApi, letter)).toEqual({ kind: "sent", provider });
    const { subject, text, html } = letter.message;
    expect(await requestsTo(letter.to.email ?? "")).toEqual([
      {
        channel: "email",
        to: letter.to.email,
        status: 200,
        isRepeat: false,
        idempotencyKey: letter.key,
        content: { from: providerSecrets.emailFrom, subject, text, html },
      },
    ]);
  });

  it("is known as a repeat when the same letter is sent again", async () => {
    const letter = envelope({ email: freshEmail() });
    await send("email", byApi, letter);
    expect(await send("email", byApi, letter)).toEqual({ kind: "sent", provider });
    expect((await requestsTo(letter.to.email ?? "")).map(({ isRepeat }) => isRepeat)).toEqual([false, true]);
  });

  it("has got through when a further attempt's text is another than the first one's", async () => {
    const letter = envelope({ email: freshEmail() });
    await send("email", byApi, letter);
    const other = { ...letter, message: { ...letter.message, text: "Hello Jane Doe,\n\nYour pickup is booked." } };
    expect(await send("email", byApi, { ...other, attempt: 2 })).toEqual({ kind: "sent", provider });
    expect(await send("email", byApi, other)).toEqual({ kind: "rejected", provider, reason: "http_409" });
    expect(await requestsTo(letter.to.email ?? "")).toHaveLength(1);
  });

  it.each([
    [400, {}, { kind: "rejected", reason: "http_400" }],
    [422, {}, { kind: "rejected", reason: "http_422" }],
    [302, { location: "/emails" }, { kind: "rejected", reason: "http_302" }],
    [429, { "retry-after": "77" }, { kind: "unavailable", reason: "http_429", retryAfterSeconds: 77 }],
    [429, { "retry-after": "soon" }, { kind: "unavailable", reason: "http_429", retryAfterSeconds: null }],
    [503, {}, { kind: "unavailable", reason: "http_503", retryAfterSeconds: null }],
  ])("answered %i is told apart, and never in the provider's words", async (status, headers, expected) => {
    const email = freshEmail();
    await answerWith({ to: email, status, headers });
    expect(await send("email", byApi, envelope({ email }))).toEqual({ ...expected, provider });
    expect(await requestsTo(email)).toHaveLength(1);
  });

  it("waits for as long as a date says", async () => {
    const email = freshEmail();
    const headers = { "retry-after": new Date(Date.now() + 60_000).toUTCString() };
    await answerWith({ to: email, status: 503, headers });
    const outcome = await send("email", byApi, envelope({ email }));
    const seconds = outcome.kind === "unavailable" ? outcome.retryAfterSeconds : null;
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(61);
  });

  it("is refused with a wrong key", async () => {
    const variables = { ...byApi, EMAIL_API_KEY: "re_other" };
    const outcome = await send("email", variables, envelope({ email: freshEmail() }));
    expect(outcome).toEqual({ kind: "rejected", provider, reason: "http_401" });
  });

  it("is tried again later when the provider hangs up or cannot be reached", async () => {
    const email = freshEmail();
    await answerWith({ to: email, status: 0 });
    const lost = { kind: "unavailable", provider, reason: "network", retryAfterSeconds: null };
    expect(await send("email", byApi, envelope({ email }))).toEqual(lost);
    const variables = { ...byApi, EMAIL_API_URL: "http://127.0.0.1:1/emails" };
    expect(await send("email", variables, envelope({ email }))).toEqual(lost);
  });

  it("is not waited for longer than ten seconds, by whichever way", async () => {
    const email = freshEmail();
    await answerWith({ to: email, status: 200, delayMs: 15_000 });
    const never = { EMAIL: { send: () => new Promise(() => {}) }, EMAIL_FROM };
    const start = Date.now();
    expect(
      await Promise.all([send("email", byApi, envelope({ email })), send("email", never, envelope({ email }))]),
    ).toMatchObject([
      { kind: "unavailable", reason: "timeout", provider },
      { kind: "unavailable", reason: "timeout", provider: "cloudflare" },
    ]);
    expect(Date.now() - start).toBeLessThan(14_000);
  });

  it("is skipped without an address", async () => {
    expect(await send("email", byApi, envelope({}))).toEqual({ kind: "skipped", reason: "no_address" });
  });
});

describe("e-mail by the binding", () => {
  const withBinding = (binding: (mail: unknown) => unknown) => ({ EMAIL: { send: binding }, EMAIL_FROM });
  const failing = (code?: string) =>
    withBinding(() => {
      throw Object.assign(new Error("Cannot send to jane@example.com"), { code });
    });

  it("is taken by the platform's simulation, which checks sender, recipient and parts", async () => {
    const { SIMULATED_EMAIL: EMAIL } = env as Env & { SIMULATED_EMAIL: SendEmail };
    const sendTo = (email: string) => send("email", { EMAIL, EMAIL_FROM }, envelope({ email }));
    expect(await sendTo("jane@example.com")).toEqual({ kind: "sent", provider: "cloudflare" });
    expect(await sendTo("john@example.com")).toMatchObject({ kind: "unavailable", reason: "unknown_error" });
  });

  it("hands over sender, recipient and both forms of the text", async () => {
    const sent = vi.fn(async () => ({ messageId: "1" }));
    const letter = envelope({ email: freshEmail() });
    expect(await send("email", withBinding(sent), letter)).toEqual({ kind: "sent", provider: "cloudflare" });
    const { subject, text, html } = letter.message;
    const from = { name: "Save n Bite", email: "pickups@scheduling.test" };
    expect(sent.mock.calls).toEqual([[{ from, to: letter.to.email, subject, text, html }]]);
  });

  it.each(["E_RECIPIENT_SUPPRESSED", "E_SENDER_NOT_VERIFIED", "E_VALIDATION_ERROR"])(
    "gives up where the binding says %s",
    async (code) => {
      const outcome = await send("email", failing(code), envelope({ email: freshEmail() }));
      expect(outcome).toEqual({ kind: "rejected", provider: "cloudflare", reason: code.toLowerCase() });
    },
  );

  it.each([
    ["E_RATE_LIMIT_EXCEEDED", "e_rate_limit_exceeded"],
    ["E_INTERNAL_SERVER_ERROR", "e_internal_server_error"],
    ["cannot send to jane@example.com", "unknown_error"],
    [undefined, "unknown_error"],
  ])("tries again later where it says %s", async (code, reason) => {
    const outcome = await send("email", failing(code), envelope({ email: freshEmail() }));
    expect(outcome).toEqual({ kind: "unavailable", provider: "cloudflare", reason, retryAfterSeconds: null });
  });

  it("is skipped without an address", async () => {
    expect(await send("email", failing(), envelope({}))).toEqual({ kind: "skipped", reason: "no_address" });
  });
});

describe("e-mail that nobody carries", () => {
  it("is logged on a developer's machine, without address or text", async () => {
    const logged = vi.spyOn(console, "warn");
    const letter = envelope({ email: freshEmail() });
    expect(await send("email", {}, letter)).toEqual({ kind: "sent", provider: "log" });
    const { type, subject } = letter;
    const lines = logged.mock.calls.map(([line]) => JSON.parse(line)).filter((line) => line.subject === subject);
    expect(lines).toEqual([{ level: "warn", event: "notification_logged", type, channel: "email", subject }]);
    expect(await send("email", {}, envelope({}))).toEqual({ kind: "skipped", reason: "no_address" });
  });

  it("is skipped anywhere else", async () => {
    const outcome = await send("email", { LOCAL_CLOCK: "" }, envelope({ email: freshEmail() }));
    expect(outcome).toEqual({ kind: "skipped", reason: "channel_not_configured" });
  });
});

describe("the variables of e-mail", () => {
  it.each([
    ["EMAIL_FROM is missing", { ...byApi, EMAIL_FROM: "" }],
    ["EMAIL_FROM is missing", { EMAIL: { send: () => {} } }],
    ["EMAIL_FROM is malformed", { ...byApi, EMAIL_FROM: "Save n Bite" }],
    ["EMAIL_API_KEY or the EMAIL binding is missing", { EMAIL_FROM }],
    ["EMAIL_API_URL is not an https address", { ...byApi, EMAIL_API_URL: "resend" }],
    ["EMAIL_API_URL is not an https address", { ...byApi, LOCAL_CLOCK: "" }],
  ])("are whole or refused: %s", (message, variables) => {
    expect(() => providersWith(variables)).toThrow(message);
  });

  it("name who carries it", () => {
    expect(providersWith({ EMAIL_API_KEY, EMAIL_FROM }).email).toBe("api.resend.com");
    expect(providersWith({ EMAIL: { send: () => {} }, EMAIL_FROM }).email).toBe("cloudflare");
    expect(providersWith({ EMAIL: { send: () => {} }, ...byApi }).email).toBe(provider);
    expect(providersWith({})).toEqual({ email: "log", sms: "log", push: "log" });
    expect(providersWith({ LOCAL_CLOCK: "" })).toEqual({ email: "none", sms: "none", push: "none" });
  });
});
