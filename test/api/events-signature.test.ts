import { describe, expect, it } from "vitest";
import { type Answer, get, post } from "../support/api";
import { testVariables } from "../support/variables";
import { domainEvent, freshId, mario, NOW, signatureOf } from "../support/world";
import { expectRefused } from "./refusals";

const MINUTE_S = 60;
const timestampAt = (offsetSeconds: number) => String(Math.floor(Date.now() / 1_000) + offsetSeconds);

function makeMessage() {
  const businessId = freshId("business");
  const event = domainEvent("business.upserted", { id: businessId, ...mario, timezone: "Africa/Johannesburg" });
  return { businessId, id: freshId("msg"), timestamp: timestampAt(0), body: JSON.stringify(event) };
}

type Message = ReturnType<typeof makeMessage>;

async function signedHeaders({ id, timestamp, body }: Message): Promise<Record<string, string>> {
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": await signatureOf(id, timestamp, body),
  };
}

const isApplied = async ({ businessId }: Message) => (await get(`public/locations/${businessId}/`)).status === 200;

async function expectTaken(message: Message, answer: Answer): Promise<void> {
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 202, body: { accepted: 1 } });
  expect(await isApplied(message)).toBe(true);
}

async function expectUnsigned(message: Message, answer: Answer): Promise<void> {
  expectRefused(answer, 401, "UNAUTHORIZED");
  expect(await isApplied(message)).toBe(false);
}

const wrongMac = `v1,${btoa("w".repeat(32))}`;

describe("an event's signature", () => {
  it("lets the event in", async () => {
    const message = makeMessage();
    await expectTaken(message, await post("events/", { body: message.body, headers: await signedHeaders(message) }));
  });

  it.each(["webhook-id", "webhook-timestamp", "webhook-signature"])("needs the header %s", async (name) => {
    const message = makeMessage();
    const { [name]: _, ...headers } = await signedHeaders(message);
    await expectUnsigned(message, await post("events/", { body: message.body, headers }));
  });

  it("is needed even with an admin's token", async () => {
    const message = makeMessage();
    const as = { role: "admin" as const, id: freshId("admin") };
    await expectUnsigned(message, await post("events/", { as, body: message.body }));
  });

  it.each<[string, (message: Message) => Record<string, string> | Promise<Record<string, string>>]>([
    ["a wrong one", () => ({ "webhook-signature": wrongMac })],
    ["an empty one", () => ({ "webhook-signature": "" })],
    ["an empty version 1", () => ({ "webhook-signature": "v1," })],
    ["one that is no base64", () => ({ "webhook-signature": "v1,%%%" })],
    [
      "one cut short",
      async (message) => {
        const { "webhook-signature": whole = "" } = await signedHeaders(message);
        return { "webhook-signature": `v1,${btoa(atob(whole.slice(3)).slice(0, 16))}` };
      },
    ],
    [
      "a good one of an unknown version",
      async (message) => {
        const { "webhook-signature": whole = "" } = await signedHeaders(message);
        return { "webhook-signature": whole.replace("v1,", "v2,") };
      },
    ],
    ["one for another id", () => ({ "webhook-id": freshId("msg") })],
    ["one for another second", () => ({ "webhook-timestamp": timestampAt(-1) })],
    ["one for no time", () => ({ "webhook-timestamp": "now" })],
  ])("is refused when it is %s", async (_, flawOf) => {
    const message = makeMessage();
    const headers = { ...(await signedHeaders(message)), ...(await flawOf(message)) };
    await expectUnsigned(message, await post("events/", { body: message.body, headers }));
  });

  it("is refused over an altered body", async () => {
    const message = makeMessage();
    const headers = await signedHeaders(message);
    const altered = message.body.replace(mario.name, "Luigi's Restaurant");
    await expectUnsigned(message, await post("events/", { body: altered, headers }));
    await expectUnsigned(message, await post("events/", { body: `${message.body} `, headers }));
  });

  it("is checked before the body is read", async () => {
    const answer = await post("events/", { body: "{not json", headers: { "webhook-signature": wrongMac } });
    expectRefused(answer, 401, "UNAUTHORIZED");
  });
});

describe("an event's timestamp", () => {
  it.each([-4 * MINUTE_S, 4 * MINUTE_S])("may be %i seconds off", async (offset) => {
    const message = { ...makeMessage(), timestamp: timestampAt(offset) };
    await expectTaken(message, await post("events/", { body: message.body, headers: await signedHeaders(message) }));
  });

  it.each([-6 * MINUTE_S, 6 * MINUTE_S])("may not be %i seconds off", async (offset) => {
    const message = { ...makeMessage(), timestamp: timestampAt(offset) };
    await expectUnsigned(message, await post("events/", { body: message.body, headers: await signedHeaders(message) }));
  });

  it("is held against the true time, whatever X-Now says", async () => {
    const message = { ...makeMessage(), timestamp: String(Date.parse(NOW) / 1_000) };
    const answer = await post("events/", { body: message.body, headers: await signedHeaders(message), now: NOW });
    await expectUnsigned(message, answer);
  });
});

describe("several signatures and secrets", () => {
  it.each(["first", "last"])("take one valid signature among others, when it comes %s", async (place) => {
    const message = makeMessage();
    const { "webhook-signature": good = "", ...headers } = await signedHeaders(message);
    const list = place === "first" ? [good, wrongMac, "v1a,eDI1NTE5"] : ["v1a,eDI1NTE5", wrongMac, good];
    const signature = { "webhook-signature": list.join(" ") };
    await expectTaken(message, await post("events/", { body: message.body, headers: { ...headers, ...signature } }));
  });

  it("refuse signatures none of which is valid", async () => {
    const message = makeMessage();
    const headers = { ...(await signedHeaders(message)), "webhook-signature": `${wrongMac} ${wrongMac}` };
    await expectUnsigned(message, await post("events/", { body: message.body, headers }));
  });

  const otherSecret = `whsec_${btoa("another-events-secret-0000000000")}`;

  it("take events of the secret before while secrets change over", async () => {
    const message = makeMessage();
    const env = { EVENTS_SECRET: `${otherSecret},${testVariables.EVENTS_SECRET}` };
    await expectTaken(
      message,
      await post("events/", { body: message.body, headers: await signedHeaders(message), env }),
    );
  });

  it("refuse events of a secret that is no longer listed", async () => {
    const message = makeMessage();
    const env = { EVENTS_SECRET: otherSecret };
    await expectUnsigned(
      message,
      await post("events/", { body: message.body, headers: await signedHeaders(message), env }),
    );
  });

  it("fail closed without a secret", async () => {
    const message = makeMessage();
    const headers = await signedHeaders(message);
    const answer = await post("events/", { body: message.body, headers, env: { EVENTS_SECRET: "" } });
    expectRefused(answer, 500, "SCHEDULING_ERROR");
    expect(JSON.stringify(answer.body)).not.toContain("EVENTS_SECRET");
    expect(await isApplied(message)).toBe(false);
  });
});
