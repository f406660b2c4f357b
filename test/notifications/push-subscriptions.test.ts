import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config";
import { open } from "../../src/crypto/cipher";
import { primary } from "../../src/db/client";
import { deleteSubscriptions, subscriptionsOf } from "../../src/db/push-subscriptions";
import { expectInvalid, expectRefused } from "../api/refusals";
import { type Caller, del, get, post } from "../support/api";
import { type BrowserSubscription, makeBrowser, noProviders, providerVariables } from "../support/provider-client";
import { freshId } from "../support/world";

const fresh = (role: Caller["role"] = "customer"): Caller => ({ role, id: freshId(role) });
const freshProvider = (): Caller => ({ ...fresh("provider"), businessId: freshId("business") });
const kept = ({ id }: Caller) => subscriptionsOf(primary(env), id);
const subscribe = (as: Caller, body: unknown) => post("push-subscriptions/", { as, body });
const unsubscribe = (as: Caller, { endpoint }: BrowserSubscription) =>
  del("push-subscriptions/", { as, body: { endpoint } });

describe("GET /push-key/", () => {
  it("tells everyone who is signed in what browsers subscribe with", async () => {
    for (const as of [fresh(), fresh("ngo"), freshProvider(), fresh("admin")]) {
      const answer = await get("push-key/", { as, env: providerVariables });
      expect(answer).toMatchObject({ status: 200, body: { public_key: providerVariables.VAPID_PUBLIC_KEY } });
    }
  });

  it("answers 404 where there is no such key", async () => {
    expectRefused(await get("push-key/", { as: fresh(), env: noProviders }), 404, "NOT_FOUND");
  });
});

describe("POST /push-subscriptions/", () => {
  it("keeps a browser's subscription sealed, under an id that does not tell its address", async () => {
    for (const as of [fresh(), fresh("ngo"), freshProvider()]) {
      const browser = await makeBrowser();
      const made = await subscribe(as, browser);
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      const [row, ...others] = await kept(as);
      expect(others).toEqual([]);
      expect(row).toMatchObject({ id: made.body.id, userId: as.id });
      expect(JSON.stringify(row)).not.toContain(browser.endpoint.slice(-12));
      const { endpoint, keys } = browser;
      const opened = await open(readConfig(env).encryptionKeys, row?.sealedSubscription ?? null);
      expect(JSON.parse(opened)).toEqual({ endpoint, keys });
    }
  });

  it("takes new keys of a browser it knows", async () => {
    const as = fresh();
    const [browser, { keys }] = [await makeBrowser(), await makeBrowser()];
    const first = await subscribe(as, browser);
    expect(await subscribe(as, { ...browser, keys })).toMatchObject({ status: 201, body: first.body });
    const rows = await kept(as);
    expect(rows).toHaveLength(1);
    const opened = await open(readConfig(env).encryptionKeys, rows[0]?.sealedSubscription ?? null);
    expect(JSON.parse(opened)).toMatchObject({ keys });
  });

  it("goes over to who is signed in at the browser now", async () => {
    const [before, now] = [fresh(), fresh()];
    const browser = await makeBrowser();
    await subscribe(before, browser);
    await subscribe(now, browser);
    expect(await kept(before)).toEqual([]);
    expect(await kept(now)).toHaveLength(1);
  });

  it("takes ten browsers of a user, also when they come at once, and no more", async () => {
    const as = fresh();
    const browsers = await Promise.all(Array.from({ length: 12 }, makeBrowser));
    const answers = await Promise.all(browsers.map((browser) => subscribe(as, browser)));
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(2);
    for (const answer of refused) {
      expectRefused(answer, 422, "BOOKING_CONFLICT");
      expect(answer.body.error.details).toEqual({ rule: "push_subscription_limit", limit: 10 });
    }
    expect(await kept(as)).toHaveLength(10);
    const [known] = browsers.filter((_, index) => answers[index]?.status === 201);
    expect((await subscribe(as, known)).status).toBe(201);
    const [row] = await kept(as);
    await deleteSubscriptions(primary(env), [row?.id ?? ""]);
    expect((await subscribe(as, await makeBrowser())).status).toBe(201);
  });

  const base64 = (bytes: number) => "A".repeat(Math.ceil((bytes * 4) / 3));

  it.each<[string, string, (browser: BrowserSubscription) => unknown]>([
    ["no endpoint", "endpoint", ({ keys }) => ({ keys })],
    ["an endpoint in the clear", "endpoint", (b) => ({ ...b, endpoint: b.endpoint.replace("https", "http") })],
    ["an endpoint in the clear on this machine", "endpoint", (b) => ({ ...b, endpoint: "http://localhost:8787/" })],
    ["a private endpoint", "endpoint", (b) => ({ ...b, endpoint: "https://10.0.0.1/push" })],
    ["a mapped private endpoint", "endpoint", (b) => ({ ...b, endpoint: "https://[::ffff:10.0.0.1]/push" })],
    ["an endpoint with credentials", "endpoint", (b) => ({ ...b, endpoint: "https://a:b@push.example/" })],
    ["an endpoint too long", "endpoint", (b) => ({ ...b, endpoint: b.endpoint.padEnd(2_001, "x") })],
    ["no keys", "keys", ({ endpoint }) => ({ endpoint })],
    ["a short point", "keys.p256dh", (b) => ({ ...b, keys: { ...b.keys, p256dh: base64(64) } })],
    ["a point off the curve", "keys.p256dh", (b) => ({ ...b, keys: { ...b.keys, p256dh: `B${base64(64)}` } })],
    ["a compressed point", "keys.p256dh", (b) => ({ ...b, keys: { ...b.keys, p256dh: base64(33) } })],
    ["a short secret", "keys.auth", (b) => ({ ...b, keys: { ...b.keys, auth: base64(15) } })],
    ["a secret with bits to spare", "keys.auth", (b) => ({ ...b, keys: { ...b.keys, auth: `${base64(15)}AB` } })],
    ["padding", "keys.auth", (b) => ({ ...b, keys: { ...b.keys, auth: `${b.keys.auth}==` } })],
  ])("refuses %s", async (_, field, broken) => {
    const as = fresh();
    expectInvalid(await subscribe(as, broken(await makeBrowser())), field);
    expect(await kept(as)).toEqual([]);
  });
});

describe("DELETE /push-subscriptions/", () => {
  it("forgets a browser", async () => {
    const as = fresh();
    const [gone, staying] = [await makeBrowser(), await makeBrowser()];
    await subscribe(as, gone);
    const { body } = await subscribe(as, staying);
    expect((await unsubscribe(as, gone)).status).toBe(204);
    expect((await kept(as)).map(({ id }) => id)).toEqual([body.id]);
    expectRefused(await unsubscribe(as, gone), 404, "NOT_FOUND");
  });

  it("cannot tell another's browser from none", async () => {
    const [owner, stranger] = [fresh(), fresh()];
    const browser = await makeBrowser();
    await subscribe(owner, browser);
    expectRefused(await unsubscribe(stranger, browser), 404, "NOT_FOUND");
    expectRefused(await unsubscribe(stranger, await makeBrowser()), 404, "NOT_FOUND");
    expect(await kept(owner)).toHaveLength(1);
  });
});

it("forgets all browsers of a user who wants to be forgotten", async () => {
  const [as, other] = [fresh(), fresh()];
  await subscribe(as, await makeBrowser());
  await subscribe(as, await makeBrowser());
  await subscribe(other, await makeBrowser());
  expect((await post("privacy/anonymize/", { as })).status).toBe(200);
  expect(await kept(as)).toEqual([]);
  expect(await kept(other)).toHaveLength(1);
});
