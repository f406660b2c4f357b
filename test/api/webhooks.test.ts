import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { readConfig } from "../../src/config";
import { open } from "../../src/crypto/cipher";
import { PICKUP_EVENT_TYPES } from "../../src/domain/vocabulary";
import { type Caller, del, get, post } from "../support/api";
import { deliveriesOf, subscribe } from "../support/subscriber-client";
import { cancel, freshId, makeBusiness, makePickup, makeWorld, NOW } from "../support/world";
import { CONTROL, comparable, expectInvalid, expectRefused } from "./refusals";

const freshProvider = (): Caller => ({ role: "provider", id: freshId("staff"), businessId: freshId("business") });
const freshAdmin = (): Caller => ({ role: "admin", id: freshId("admin") });
const freshUrl = () => `https://subscriber.example/${crypto.randomUUID()}`;
const create = (as: Caller, fields: Record<string, unknown> = {}, overrides?: Record<string, unknown>) =>
  post("webhooks/", { as, now: NOW, body: { url: freshUrl(), ...fields }, env: overrides });
const idsOf = async (as: Caller, query = ""): Promise<string[]> => {
  const { body } = await get(`webhooks/?page_size=100${query}`, { as });
  return body.results.map(({ id }: { id: string }) => id);
};

describe("POST /webhooks/", () => {
  it("makes a provider's webhook for their own business's events, of all types where none is named", async () => {
    const as = freshProvider();
    const url = freshUrl();
    const made = await create(as, { url, business_id: freshId("business") });
    expect(made).toMatchObject({
      status: 201,
      body: { url, event_types: PICKUP_EVENT_TYPES, business_id: as.businessId, created_at: NOW },
    });
    const some = await create(as, { event_types: ["pickup.missed", "pickup.completed"] });
    expect(some.body.event_types).toEqual(["pickup.missed", "pickup.completed"]);
  });

  it("shows a secret of 32 random bytes this once, and keeps it sealed", async () => {
    const as = freshProvider();
    const [first, second] = [await create(as), await create(as)];
    expect(atob(first.body.secret.replace("whsec_", ""))).toHaveLength(32);
    expect(first.body.secret).not.toBe(second.body.secret);
    const later = [await get("webhooks/", { as }), await get(`webhooks/${first.body.id}/`, { as })];
    for (const { status, body } of later) {
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toContain("whsec_");
    }
    const row = await env.DB.prepare("SELECT * FROM webhooks WHERE id = ?").bind(first.body.id).first();
    expect(JSON.stringify(row)).not.toContain(first.body.secret.slice(-20));
    expect(await open(readConfig(env).encryptionKeys, String(row?.sealed_secret))).toBe(first.body.secret);
  });

  it("lets an admin hear of every business, or of one that is on record", async () => {
    const as = freshAdmin();
    const { businessId } = await makeBusiness();
    const all = await create(as);
    const one = await create(as, { business_id: businessId });
    expect([all.body.business_id, one.body.business_id]).toEqual([null, businessId]);
    expectRefused(await create(as, { business_id: freshId("business") }), 404, "NOT_FOUND");
    for (const { body } of [all, one]) await del(`webhooks/${body.id}/`, { as });
  });

  it("takes ten of a business, also when they come at once, and no more until one goes", async () => {
    const as = freshProvider();
    const answers = await Promise.all(Array.from({ length: 14 }, () => create(as)));
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(10);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expectRefused(answer, 422, "BOOKING_CONFLICT");
      expect(answer.body.error.details).toEqual({ rule: "webhook_limit", limit: 10 });
    }
    expect(await idsOf(as)).toHaveLength(10);
    expect((await create(freshProvider())).status).toBe(201);
    expect((await del(`webhooks/${made[0]?.body.id}/`, { as })).status).toBe(204);
    expect((await create(as)).status).toBe(201);
  });

  it("takes ten of all admins together that hear of every business, and no more", async () => {
    const admins = [freshAdmin(), freshAdmin()];
    const answers = await Promise.all(Array.from({ length: 24 }, (_, n) => create(admins[n % 2] ?? freshAdmin())));
    const refused = answers.filter(({ status }) => status !== 201);
    for (const answer of refused) expectRefused(answer, 422, "BOOKING_CONFLICT");
    const { results } = await env.DB.prepare("SELECT id FROM webhooks WHERE business_id IS NULL").all();
    expect(results).toHaveLength(10);
    const mine = answers.filter(({ status }) => status === 201);
    for (const { body } of mine) await del(`webhooks/${body.id}/`, { as: freshAdmin() });
  });

  it.each<[string, string, Record<string, unknown>]>([
    ["no address", "url", { url: undefined }],
    ["an empty address", "url", { url: " " }],
    ["an address that is none", "url", { url: "subscriber" }],
    ["an address that is no text", "url", { url: 7 }],
    ["an address too long", "url", { url: `https://subscriber.example/${"x".repeat(2_000)}` }],
    ["an address in the clear", "url", { url: "http://subscriber.example/" }],
    ["an address of another protocol", "url", { url: "ftp://subscriber.example/" }],
    ["an address with credentials", "url", { url: "https://a:b@subscriber.example/" }],
    ["an address with a control character", "url", { url: `https://subscriber.example/${CONTROL}` }],
    ["a private address", "url", { url: "https://192.168.1.1/" }],
    ["a private address in disguise", "url", { url: "https://0xa.1/" }],
    ["the address of a cloud's metadata", "url", { url: "https://169.254.169.254/latest/meta-data/" }],
    ["a mapped private address", "url", { url: "https://[::ffff:10.0.0.1]/" }],
    ["a name of a private network", "url", { url: "https://printer.local/" }],
    ["no event type", "event_types", { event_types: [] }],
    ["an event type twice", "event_types", { event_types: ["pickup.missed", "pickup.missed"] }],
    ["an event type that is none", "event_types", { event_types: ["pickup.eaten"] }],
    ["event types that are no list", "event_types", { event_types: "pickup.missed" }],
    ["a business of 65 characters", "business_id", { business_id: "b".repeat(65) }],
  ])("refuses %s", async (_, field, fields) => {
    for (const as of [freshProvider(), freshAdmin()]) {
      expectInvalid(await create(as, fields), field);
      if (as.role === "provider") expect(await idsOf(as)).toEqual([]);
    }
  });

  it("takes this machine's own address on a local server only", async () => {
    for (const url of ["http://localhost:9000/hook", "https://127.0.0.1/hook", "http://[::1]:9000/hook"]) {
      expect((await create(freshProvider(), { url })).status).toBe(201);
      expectInvalid(await create(freshProvider(), { url }, { LOCAL_CLOCK: "" }), "url");
    }
  });
});

describe("GET /webhooks/", () => {
  it("lists a provider's own, the newest first, whatever business they name", async () => {
    const [as, other] = [freshProvider(), freshProvider()];
    const first = await create(as);
    const second = await post("webhooks/", { as, now: "2026-06-25T09:00:00Z", body: { url: freshUrl() } });
    await create(other);
    const ids = [second.body.id, first.body.id];
    expect(await idsOf(as)).toEqual(ids);
    expect(await idsOf(as, `&business_id=${other.businessId}`)).toEqual(ids);
    const page = await get("webhooks/?page_size=1&page=2", { as });
    expect(page.body).toMatchObject({ count: 2, next: null, results: [{ id: first.body.id }] });
  });

  it("lists all to an admin, or those of one business", async () => {
    const [provider, admin] = [freshProvider(), freshAdmin()];
    const own = await create(provider);
    const all = await create(admin);
    const listed: string[] = [];
    for (let page = 1, more = true; more; page += 1) {
      const { body } = await get(`webhooks/?page_size=100&page=${page}`, { as: admin });
      listed.push(...body.results.map(({ id }: { id: string }) => id));
      more = body.next !== null;
    }
    expect(listed).toEqual(expect.arrayContaining([own.body.id, all.body.id]));
    expect(await idsOf(admin, `&business_id=${provider.businessId}`)).toEqual([own.body.id]);
    await del(`webhooks/${all.body.id}/`, { as: admin });
  });
});

describe("a webhook of every business", () => {
  it("is an admin's alone: to a provider it is not there", async () => {
    const [admin, provider] = [freshAdmin(), freshProvider()];
    const { id } = (await create(admin)).body;
    const paths = (of: string) => [`webhooks/${of}/`, `webhooks/${of}/deliveries/`];
    for (const [mine, none] of paths(id).map((path, index) => [path, paths(crypto.randomUUID())[index] ?? ""])) {
      const [hidden, unknown] = [await get(mine ?? "", { as: provider }), await get(none ?? "", { as: provider })];
      expectRefused(hidden, 404, "NOT_FOUND");
      expect(comparable(hidden)).toEqual(comparable(unknown));
    }
    expectRefused(await del(`webhooks/${id}/`, { as: provider }), 404, "NOT_FOUND");
    expect((await get(`webhooks/${id}/`, { as: freshAdmin() })).status).toBe(200);
    expect(await idsOf(provider)).not.toContain(id);
    await del(`webhooks/${id}/`, { as: admin });
  });
});

describe("a webhook's deliveries", () => {
  it("are listed the newest first, of all states or of one, and go with it", async () => {
    const world = await makeWorld();
    const hook = await subscribe(world.provider);
    const pickup = await makePickup(world);
    await cancel(pickup.id, pickup.customer, undefined, "2026-06-25T08:05:00Z");
    await vi.waitFor(async () => expect(await deliveriesOf(hook, "&state=delivered")).toHaveLength(2), 20_000);
    expect(await deliveriesOf(hook)).toMatchObject([
      { event_type: "pickup.cancelled", state: "delivered", attempts: 1, last_status: 200 },
      { event_type: "pickup.scheduled", state: "delivered", attempts: 1, last_status: 200 },
    ]);
    expect(await deliveriesOf(hook, "&state=queued")).toEqual([]);
    expectInvalid(await get(`webhooks/${hook.id}/deliveries/?state=lost`, { as: hook.as }), "state");
    const page = await get(`webhooks/${hook.id}/deliveries/?page_size=1`, { as: hook.as });
    expect(page.body).toMatchObject({ count: 2, previous: null, results: [{ event_type: "pickup.cancelled" }] });
    expect((await del(`webhooks/${hook.id}/`, { as: hook.as })).status).toBe(204);
    expectRefused(await get(`webhooks/${hook.id}/`, { as: hook.as }), 404, "NOT_FOUND");
    const left = await env.DB.prepare("SELECT count(*) AS n FROM webhook_deliveries WHERE webhook_id = ?")
      .bind(hook.id)
      .first("n");
    expect(left).toBe(0);
  });

  it("go with it however many they are", async () => {
    const hook = await subscribe(freshProvider());
    await env.DB.prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
       INSERT INTO webhook_deliveries (webhook_id, event_id, event_type, body, state, attempts, due_at, created_at)
       SELECT ?, 'event-' || i, 'pickup.missed', '{}', 'delivered', 1, 0, 0 FROM n`,
    )
      .bind(hook.id)
      .run();
    await del(`webhooks/${hook.id}/`, { as: hook.as });
    const left = await env.DB.prepare("SELECT count(*) AS n FROM webhook_deliveries WHERE webhook_id = ?")
      .bind(hook.id)
      .first("n");
    expect(left).toBe(0);
  });

  it("cannot be asked for again where there is none", async () => {
    const hook = await subscribe(freshProvider());
    const path = `webhooks/${hook.id}/deliveries/${crypto.randomUUID()}/redeliver/`;
    expectRefused(await post(path, { as: hook.as }), 404, "NOT_FOUND");
  });
});
