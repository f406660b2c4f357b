import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { type Caller, del, post } from "../support/api";
import { deliver } from "../support/queue";
import {
  deliveriesOf,
  eventsAt,
  holdDeliveries,
  postedTo,
  replyWith,
  type Subscription,
  subscribe,
  wakeDelivery,
} from "../support/subscriber-client";
import { changeOf, freshProvider, SECOND, waiting } from "../support/webhook-events";
import { AT_COUNTER, cancel, freshId, makeBusiness, makePickup, makeWorld, NOW } from "../support/world";

/** What a subscriber does with Standard Webhooks' reference: HMAC-SHA-256 over id, timestamp and the body as it came. */
async function isSignedWith(secret: string, headers: Record<string, unknown>, body: string): Promise<boolean> {
  const bytes = Uint8Array.from(atob(secret.replace("whsec_", "")), (char) => char.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const [version, mac = ""] = String(headers["webhook-signature"]).split(",");
  const text = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const claimed = Uint8Array.from(atob(mac), (char) => char.charCodeAt(0));
  return version === "v1" && crypto.subtle.verify("HMAC", key, claimed, new TextEncoder().encode(text));
}

describe("an event", () => {
  it("comes to the subscriber over the queues, one delivery each, from booking to the counter", async () => {
    const world = await makeWorld();
    const hook = await subscribe(world.provider);
    const pickup = await makePickup(world);
    const atCounter = { as: world.provider, now: AT_COUNTER };
    await post("verify-code/", { ...atCounter, body: { confirmation_code: pickup.code } });
    await post(`complete-pickup/${pickup.id}/`, atCounter);
    await vi.waitFor(async () => expect(await deliveriesOf(hook, "&state=delivered")).toHaveLength(3), 20_000);
    const events = await eventsAt(hook);
    expect(events.map(({ type }) => type).sort()).toEqual(["pickup.completed", "pickup.scheduled", "pickup.verified"]);
    for (const event of events) expect(event).toMatchObject({ subject: pickup.id, source: "/scheduling" });
    expect(JSON.stringify(events)).not.toContain(pickup.code);
  });

  it("is signed with the webhook's secret over its id, the true time and the very bytes", async () => {
    const { hook, event } = await waiting();
    await wakeDelivery(hook.id, event.id, NOW);
    const [request, ...others] = await postedTo(hook);
    expect(others).toEqual([]);
    const { headers = {}, body = "", method } = request ?? {};
    expect(method).toBe("POST");
    expect(JSON.parse(body)).toEqual(event);
    expect(headers).toMatchObject({ "content-type": "application/cloudevents+json", "webhook-id": event.id });
    expect(headers["user-agent"]).toMatch(/^save-n-bite/);
    expect(Math.abs(Number(headers["webhook-timestamp"]) - Date.now() / SECOND)).toBeLessThan(60);
    expect(await isSignedWith(hook.secret, headers, body)).toBe(true);
    const other = await subscribe(freshProvider());
    expect(await isSignedWith(other.secret, headers, body)).toBe(false);
    expect(await isSignedWith(hook.secret, headers, `${body} `)).toBe(false);
    expect(await deliveriesOf(hook)).toEqual([
      {
        event_id: event.id,
        event_type: "pickup.scheduled",
        state: "delivered",
        attempts: 1,
        last_status: 200,
        due_at: NOW,
        delivered_at: NOW,
        created_at: NOW,
      },
    ]);
  });

  it("of a type that was not asked for is not delivered", async () => {
    const hook = await subscribe(freshProvider(), { event_types: ["pickup.completed", "pickup.missed"] });
    const types = ["pickup.scheduled", "pickup.verified", "pickup.completed", "pickup.missed"];
    const { sent, bindings } = holdDeliveries();
    const changes = types.map((type) => changeOf(hook.as.businessId ?? "", type));
    await deliver("pickup-changes", changes, { bindings });
    expect(sent).toHaveLength(2);
    const told = (await deliveriesOf(hook)).map(({ event_type }) => event_type);
    expect(told.sort()).toEqual(["pickup.completed", "pickup.missed"]);
  });

  it("of another business never arrives, save at an admin's webhook that hears all", async () => {
    const admin: Caller = { role: "admin", id: freshId("admin") };
    const { businessId, provider } = await makeBusiness();
    const [own, other] = [await subscribe(provider), await subscribe(freshProvider())];
    const [all, one] = [await subscribe(admin), await subscribe(admin, { business_id: businessId })];
    const elsewhere = changeOf(freshId("business"));
    const here = changeOf(businessId);
    const { bindings } = holdDeliveries();
    await deliver("pickup-changes", [here, elsewhere], { bindings });
    const heard = async (hook: Subscription) => (await deliveriesOf(hook)).map(({ event_id }) => event_id).sort();
    expect(await heard(own)).toEqual([here.event.id]);
    expect(await heard(one)).toEqual([here.event.id]);
    expect(await heard(other)).toEqual([]);
    expect(await heard(all)).toEqual([here.event.id, elsewhere.event.id].sort());
    await wakeDelivery(own.id, elsewhere.event.id, NOW, bindings);
    expect(await postedTo(own)).toEqual([]);
    await del(`webhooks/${all.id}/`, { as: admin });
  });

  it("is not heard by a webhook that was deleted, also when it was queued before", async () => {
    const { hook, event } = await waiting();
    await del(`webhooks/${hook.id}/`, { as: hook.as });
    await wakeDelivery(hook.id, event.id, NOW);
    await deliver("pickup-changes", [changeOf(hook.as.businessId ?? "")]);
    expect(await postedTo(hook)).toEqual([]);
  });

  it("that was left behind by an interrupted deletion goes when it falls due", async () => {
    const { hook, event } = await waiting();
    await env.DB.prepare("DELETE FROM webhooks WHERE id = ?").bind(hook.id).run();
    expect((await wakeDelivery(hook.id, event.id, NOW)).acked).toEqual([0]);
    const left = await env.DB.prepare("SELECT 1 FROM webhook_deliveries WHERE webhook_id = ?").bind(hook.id).first();
    expect(left).toBeNull();
    expect(await postedTo(hook)).toEqual([]);
  });
});

it("lets a business cancel and complete while its subscriber is down", async () => {
  const world = await makeWorld();
  const hook = await subscribe(world.provider);
  await replyWith({ name: hook.name, status: 0 });
  const pickup = await makePickup(world);
  expect((await cancel(pickup.id, pickup.customer)).status).toBe(200);
});
