import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { readConfig } from "../../src/config";
import { seal } from "../../src/crypto/cipher";
import { post } from "../support/api";
import { makeReachablePickup, told, toldOf, wake } from "../support/notifications";
import {
  answerWith,
  makeBrowser,
  noProviders,
  providerVariables,
  requestsTo,
  useProviders,
} from "../support/provider-client";
import { freshId, makeCustomer, makeWorld, tomorrow } from "../support/world";

useProviders();

const subscriptionsOf = async (userId: string): Promise<unknown[]> => {
  const statement = env.DB.prepare("SELECT id FROM push_subscriptions WHERE user_id = ?").bind(userId);
  return (await statement.all<{ id: string }>()).results.map(({ id }) => id);
};

describe("a browser whose subscription ended", () => {
  it.each([404, 410])("is forgotten when its push service answers %i, and no other of the user", async (status) => {
    const world = await makeWorld();
    const pickup = await makeReachablePickup(world);
    const [dead, alive] = [await makeBrowser(), await makeBrowser()];
    const ids: string[] = [];
    for (const body of [dead, alive]) {
      ids.push((await post("push-subscriptions/", { as: pickup.customer, body })).body.id);
    }
    await answerWith({ to: dead.endpoint, status });
    await wake(pickup.id, "reminder_1_hour", tomorrow("14:00:00"));
    expect(await told(world, pickup.id, /1_hour push/)).toEqual(["reminder_1_hour push sent"]);
    expect(await subscriptionsOf(pickup.customer.id)).toEqual(ids.slice(1));
    await wake(pickup.id, "reminder_30_minutes", tomorrow("14:30:00"));
    expect(await requestsTo(dead.endpoint)).toHaveLength(1);
    expect(await requestsTo(alive.endpoint)).toHaveLength(2);
  });

  it("stays when its push service is only overloaded", async () => {
    const pickup = await makeReachablePickup(await makeWorld());
    const browser = await makeBrowser();
    await post("push-subscriptions/", { as: pickup.customer, body: browser });
    await answerWith({ to: browser.endpoint, status: 503 });
    await wake(pickup.id, "reminder_1_hour", tomorrow("14:00:00"));
    expect(await subscriptionsOf(pickup.customer.id)).toHaveLength(1);
  });
});

describe("a stored subscription that leads into a private network", () => {
  it.each(["https://10.0.0.1/", "https://[::1]/"])("is called nowhere: %s", async (endpoint) => {
    const [world, customer] = [await makeWorld(), await makeCustomer()];
    const { keys } = await makeBrowser();
    const sealed = await seal(readConfig(env).encryptionKeys, JSON.stringify({ endpoint, keys }));
    const subject = freshId("slot");
    await env.DB.batch([
      env.DB.prepare(
        "INSERT INTO push_subscriptions (id, user_id, sealed_subscription, created_at) VALUES (?, ?, ?, 0)",
      ).bind(freshId("subscription"), customer.id, sealed),
      env.DB.prepare(
        `INSERT INTO notifications (subject, type, channel, business_id, user_id, due_at, state, attempts, created_at)
         VALUES (?, 'alert', 'push', ?, ?, 0, 'queued', 0, 0)`,
      ).bind(subject, world.businessId, customer.id),
    ]);
    const { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY, VAPID_SUBJECT } = providerVariables;
    const vapid = { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY, VAPID_SUBJECT };
    const deployed = { ...env, ...noProviders, ...vapid, LOCAL_CLOCK: "" } as Env;
    const fetched = vi.spyOn(globalThis, "fetch");
    await wake(subject, "alert", new Date().toISOString(), deployed);
    const calls = fetched.mock.calls.length;
    fetched.mockRestore();
    expect(calls).toBe(0);
    expect(await toldOf(subject)).toEqual(["alert push failed address_refused"]);
  });
});
