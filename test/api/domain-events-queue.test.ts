import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config";
import { open } from "../../src/crypto/cipher";
import { get } from "../support/api";
import { deliver } from "../support/queue";
import {
  domainEvent,
  firstSlot,
  freshId,
  makeCustomer,
  makePickup,
  makeWorld,
  mario,
  NOW,
  orderEvents,
  sendEvents,
} from "../support/world";

const LATER = "2026-06-25T07:00:00Z";
const EARLIER = "2026-06-25T05:00:00Z";

const deliverEvents = (...bodies: unknown[]) => deliver("domain-events", bodies);

const upserted = (id: string, name = mario.name, time?: string) =>
  domainEvent("business.upserted", { id, ...mario, name }, time);
const nameOf = async (businessId: string) => (await get(`public/locations/${businessId}/`)).body.business?.name ?? null;

describe("the queue of domain events", () => {
  it("applies events as the endpoint does", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const id = freshId("order");
    const events = orderEvents(world, [{ id, customerId: customer.id }]);
    expect(await deliverEvents(...events)).toMatchObject({ acked: [0], retried: [] });
    const { body } = await get("orders/awaiting-pickup/", { as: customer, now: NOW });
    expect(body.results).toMatchObject([{ order_id: id }]);
  });

  it("carries out what an event sets off", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const { available_spots: before } = await firstSlot(world);
    const cancelled = domainEvent("order.cancelled", { id: pickup.orderId }, LATER);
    expect(await deliverEvents(cancelled)).toMatchObject({ acked: [0], retried: [] });
    const shown = await get(`pickups/${pickup.id}/`, { as: pickup.customer, now: NOW });
    expect(shown.body.status).toBe("cancelled");
    expect((await firstSlot(world)).available_spots).toBe(before + 1);
  });

  it("acknowledges the good messages of a batch and retries each bad one by itself", async () => {
    const [first, last] = [freshId("business"), freshId("business")];
    const outcome = await deliverEvents(
      upserted(first),
      "no event",
      { ...upserted(freshId("business")), data: { id: "nameless" } },
      null,
      { ...upserted(freshId("business")), specversion: "0.3" },
      upserted(last),
    );
    expect(outcome).toMatchObject({ acked: [0, 5], retried: [1, 2, 3, 4], isAllAtOnce: false });
    expect([await nameOf(first), await nameOf(last)]).toEqual([mario.name, mario.name]);
  });

  it("acknowledges duplicates, stale events and unknown types without effect", async () => {
    const id = freshId("business");
    const event = upserted(id, "Current name", LATER);
    const outcome = await deliverEvents(
      event,
      { ...event, data: { id, ...mario, name: "Other name" } },
      upserted(id, "Old name", EARLIER),
      domainEvent("payment.captured", { id }),
    );
    expect(outcome).toMatchObject({ acked: [0, 1, 2, 3], retried: [] });
    expect(await nameOf(id)).toBe("Current name");
  });

  it("knows what came in over HTTP, and HTTP knows what came in here", async () => {
    const [first, second] = [upserted(freshId("business")), upserted(freshId("business"))];
    expect((await sendEvents(first)).body.accepted).toBe(1);
    expect(await deliverEvents(first, second)).toMatchObject({ acked: [0, 1], retried: [] });
    expect((await sendEvents([first, second])).body).toEqual({ accepted: 0, duplicates: 2, stale: 0 });
  });
});

describe("the queue of dead letters", () => {
  const lettersOf = async (ids: string[]) => {
    const { results } = await env.DB.prepare("SELECT * FROM dead_letters WHERE id IN (SELECT value FROM json_each(?))")
      .bind(JSON.stringify(ids))
      .all<{ id: string; queue: string; sealed_body: string; attempts: number; at: number }>();
    return results;
  };
  const contentsOf = async (letter: { sealed_body: string } | undefined): Promise<unknown> =>
    JSON.parse(await open(readConfig(env).encryptionKeys, letter?.sealed_body ?? ""));

  it("keeps what could not be applied, and where it came from", async () => {
    const bad = { ...upserted(freshId("business")), data: { id: "nameless" } };
    const { ids, acked, retried } = await deliver("domain-events-dead-letters", [bad], {
      attempts: 6,
      sentAt: new Date(NOW),
    });
    expect({ acked, retried }).toEqual({ acked: [0], retried: [] });
    const [letter, ...others] = await lettersOf(ids);
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ queue: "domain-events", attempts: 6, at: Date.parse(NOW) });
    expect(letter?.sealed_body).not.toContain("nameless");
    expect(await contentsOf(letter)).toEqual(bad);
  });

  it.each([["text"], [42], [null], [[]]])("keeps a message that is %j", async (body) => {
    const { ids, acked, retried } = await deliver("domain-events-dead-letters", [body]);
    expect({ acked, retried }).toEqual({ acked: [0], retried: [] });
    const [letter] = await lettersOf(ids);
    expect(await contentsOf(letter)).toEqual(body);
  });

  it("keeps one copy of a letter that is delivered twice", async () => {
    const id = freshId("message");
    for (let delivery = 0; delivery < 2; delivery += 1) {
      expect(await deliver("domain-events-dead-letters", ["no event"], { ids: [id] })).toMatchObject({ acked: [0] });
    }
    expect(await lettersOf([id])).toHaveLength(1);
  });
});
