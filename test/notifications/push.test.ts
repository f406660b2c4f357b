import { describe, expect, it } from "vitest";
import type { Subscription } from "../../src/notifications/channel";
import { answerWith, makeBrowser, providerVariables, requestsTo } from "../support/provider-client";
import { PUSH_ORIGIN } from "../support/provider-secrets";
import { envelope, providersWith, send } from "./envelopes";

const { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY, VAPID_SUBJECT, PUSH_SERVICE_URL } = providerVariables;
const byPush = { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY, VAPID_SUBJECT, PUSH_SERVICE_URL };
const provider = "web-push";

const subscribe = async (id: string): Promise<Subscription> => ({ id, ...(await makeBrowser()) });
const sentTo = async ({ endpoint }: Subscription) => (await requestsTo(endpoint)).map(({ content }) => content);

describe("a push message", () => {
  it("is signed for the push service and readable by nobody but the browser", async () => {
    const subscription = await subscribe("a");
    const letter = envelope({ subscriptions: [subscription] }, { type: "reminder_1_hour" });
    expect(await send("push", byPush, letter)).toEqual({ kind: "sent", provider, goneSubscriptionIds: [] });
    const { message, type, subject } = letter;
    expect(await sentTo(subscription)).toEqual([
      {
        title: message.subject,
        body: message.short,
        type,
        subject,
        ttl: 1_800,
        urgency: "high",
        topic: expect.stringMatching(/^[\w-]{32}$/),
      },
    ]);
  });

  it("keeps for a day when it is of use for good, and wakes nobody when it can wait", async () => {
    const subscription = await subscribe("a");
    await send("push", byPush, envelope({ subscriptions: [subscription] }, { usefulSeconds: null }));
    expect(await sentTo(subscription)).toMatchObject([{ ttl: 86_400, urgency: "normal" }]);
  });

  it("takes the place of an older one about the same pickup, and of no other", async () => {
    const subscription = await subscribe("a");
    const letter = envelope({ subscriptions: [subscription] });
    await send("push", byPush, letter);
    await send("push", byPush, { ...letter, type: "pickup_cancelled" });
    await send("push", byPush, envelope({ subscriptions: [subscription] }));
    const [booked, cancelled, other] = (await sentTo(subscription)).map(({ topic }) => topic);
    expect(cancelled).toBe(booked);
    expect(other).not.toBe(booked);
  });

  it("goes to all browsers, and tells which are gone", async () => {
    const subscriptions = await Promise.all(["here", "unknown", "expired", "down"].map(subscribe));
    const [here, unknown, expired, down] = subscriptions.map(({ endpoint }) => endpoint);
    await answerWith({ to: unknown ?? "", status: 404 });
    await answerWith({ to: expired ?? "", status: 410 });
    await answerWith({ to: down ?? "", status: 503 });
    const outcome = await send("push", byPush, envelope({ subscriptions }));
    expect(outcome).toEqual({ kind: "sent", provider, goneSubscriptionIds: ["unknown", "expired"] });
    for (const endpoint of [here, unknown, expired, down]) expect(await requestsTo(endpoint ?? "")).toHaveLength(1);
  });

  it.each([
    [400, {}, { kind: "rejected", reason: "http_400" }],
    [413, {}, { kind: "rejected", reason: "http_413" }],
    [429, { "retry-after": "120" }, { kind: "unavailable", reason: "http_429", retryAfterSeconds: 120 }],
    [502, {}, { kind: "unavailable", reason: "http_502", retryAfterSeconds: null }],
    [0, {}, { kind: "unavailable", reason: "network", retryAfterSeconds: null }],
  ])("that no browser took is told apart by its status %i", async (status, headers, expected) => {
    const [gone, subscription] = [await subscribe("gone"), await subscribe("a")];
    await answerWith({ to: gone.endpoint, status: 410 });
    await answerWith({ to: subscription.endpoint, status, headers });
    const outcome = await send("push", byPush, envelope({ subscriptions: [gone, subscription] }));
    expect(outcome).toEqual({ ...expected, provider, goneSubscriptionIds: ["gone"] });
  });

  it("is skipped with no browser, or none that is still there", async () => {
    const skipped = { kind: "skipped", reason: "no_address" };
    expect(await send("push", byPush, envelope({}))).toEqual({ ...skipped, goneSubscriptionIds: [] });
    const subscription = { ...(await subscribe("a")), endpoint: `${PUSH_ORIGIN}/push/never-was` };
    const outcome = await send("push", byPush, envelope({ subscriptions: [subscription] }));
    expect(outcome).toEqual({ ...skipped, goneSubscriptionIds: ["a"] });
  });

  it("is refused with keys that are no pair, and with a subscription that nothing can be encrypted for", async () => {
    const subscription = await subscribe("a");
    const other = { ...byPush, VAPID_PRIVATE_KEY: VAPID_PRIVATE_KEY.replace("d", "e") };
    const outcome = await send("push", other, envelope({ subscriptions: [subscription] }));
    expect(outcome).toMatchObject({ kind: "rejected", provider });
    const broken = { ...subscription, keys: { ...subscription.keys, p256dh: `B${"A".repeat(86)}` } };
    expect(await send("push", byPush, envelope({ subscriptions: [broken] }))).toMatchObject({
      kind: "rejected",
      reason: "not_encryptable",
    });
    expect(await requestsTo(subscription.endpoint)).toEqual([]);
  });

  it("is logged on a developer's machine where nobody carries it, and skipped anywhere else", async () => {
    const letter = envelope({ subscriptions: [await subscribe("a")] });
    expect(await send("push", {}, letter)).toEqual({ kind: "sent", provider: "log" });
    expect(await send("push", {}, envelope({}))).toEqual({ kind: "skipped", reason: "no_address" });
    const skipped = { kind: "skipped", reason: "channel_not_configured" };
    expect(await send("push", { LOCAL_CLOCK: "" }, letter)).toEqual(skipped);
  });
});

describe("the variables of push messages", () => {
  it.each([
    ["VAPID_PUBLIC_KEY is missing", { ...byPush, VAPID_PUBLIC_KEY: "" }],
    ["VAPID_PUBLIC_KEY is malformed", { ...byPush, VAPID_PUBLIC_KEY: VAPID_PRIVATE_KEY }],
    ["VAPID_PRIVATE_KEY is missing", { ...byPush, VAPID_PRIVATE_KEY: "" }],
    ["VAPID_PRIVATE_KEY is malformed", { ...byPush, VAPID_PRIVATE_KEY: VAPID_PUBLIC_KEY }],
    ["VAPID_SUBJECT is missing", { ...byPush, VAPID_SUBJECT: "" }],
    ["VAPID_SUBJECT is malformed", { ...byPush, VAPID_SUBJECT: "pickups@scheduling.test" }],
  ])("are whole or refused: %s", (message, variables) => {
    expect(() => providersWith(variables)).toThrow(message);
  });

  it("lead to another push service on a developer's machine only", async () => {
    const subscription = await subscribe("a");
    const outcome = await send("push", { ...byPush, LOCAL_CLOCK: "" }, envelope({ subscriptions: [subscription] }));
    expect(outcome).toMatchObject({ kind: "unavailable" });
    expect(await requestsTo(subscription.endpoint)).toEqual([]);
    expect(providersWith(byPush).push).toBe(provider);
  });
});
