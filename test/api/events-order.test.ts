import { describe, expect, it } from "vitest";
import { get } from "../support/api";
import { domainEvent, freshId, makeCustomer, makeWorld, mario, NOW, orderEvents, sendEvents } from "../support/world";
import { expectInvalid, expectRefused } from "./refusals";

const EARLIER = "2026-06-25T05:00:00Z";
const MIDDLE = "2026-06-25T06:00:00Z";
const LATER = "2026-06-25T07:00:00Z";

const upserted = (id: string, name: string, time = MIDDLE) =>
  domainEvent("business.upserted", { id, ...mario, name, timezone: "Africa/Johannesburg" }, time);

const nameOf = async (businessId: string) => {
  const { status, body } = await get(`public/locations/${businessId}/`);
  return status === 200 ? body.business.name : null;
};

async function expectTally(events: unknown, accepted: number, duplicates = 0, stale = 0): Promise<void> {
  expect(await sendEvents(events)).toMatchObject({ status: 202, body: { accepted, duplicates, stale } });
}

describe("what a call may bring", () => {
  it("is one event or an array", async () => {
    const [one, two, three] = [freshId("business"), freshId("business"), freshId("business")];
    await expectTally(upserted(one, "One"), 1);
    await expectTally([upserted(two, "Two"), upserted(three, "Three")], 2);
    expect(await Promise.all([one, two, three].map(nameOf))).toEqual(["One", "Two", "Three"]);
  });

  it("is up to 100 events", async () => {
    const ids = Array.from({ length: 100 }, () => freshId("business"));
    await expectTally(
      ids.map((id) => upserted(id, "One of many")),
      100,
    );
    expect(await nameOf(ids.at(-1) ?? "")).toBe("One of many");
  });

  it("is not 101 events, of which none is applied", async () => {
    const ids = Array.from({ length: 101 }, () => freshId("business"));
    const answer = await sendEvents(ids.map((id) => upserted(id, "One too many")));
    expectRefused(answer, 400, "VALIDATION_ERROR");
    expect(await nameOf(ids[0] ?? "")).toBeNull();
  });

  it("is no event at all", async () => expectRefused(await sendEvents([]), 400, "VALIDATION_ERROR"));

  it("may be of types that the service does not act on", async () => {
    const unknown = domainEvent("payment.captured", { anything: [1, 2, 3] });
    await expectTally(unknown, 1);
    await expectTally(unknown, 0, 1);
    await expectTally(domainEvent("business.upserted.v2", null), 1);
  });

  it("names the place of an invalid event and applies nothing of the array", async () => {
    const [first, second, third] = [freshId("business"), freshId("business"), freshId("business")];
    const badData = { ...upserted(second, "Second"), data: { id: second, ...mario, latitude: 91 } };
    const answer = await sendEvents([upserted(first, "First"), badData, upserted(third, "Third")]);
    expectInvalid(answer, "1.data.latitude");
    const badEnvelope = { ...upserted(second, "Second"), time: "yesterday" };
    expectInvalid(await sendEvents([upserted(first, "First"), upserted(third, "Third"), badEnvelope]), "2.time");
    expect(await Promise.all([first, second, third].map(nameOf))).toEqual([null, null, null]);
  });

  it("can be sent again once its invalid event is put right", async () => {
    const [first, second] = [upserted(freshId("business"), "First"), upserted(freshId("business"), "Second")];
    expectInvalid(await sendEvents([first, { ...second, data: {} }]), "1.data");
    await expectTally([first, second], 2);
  });
});

describe("an event that was seen before", () => {
  it("is counted as a duplicate and not applied again", async () => {
    const id = freshId("business");
    const event = upserted(id, "First name");
    await expectTally(event, 1);
    await expectTally({ ...event, time: LATER, data: { id, ...mario, name: "Second name" } }, 0, 1);
    expect(await nameOf(id)).toBe("First name");
  });

  it("is known by its source and id together", async () => {
    const id = freshId("business");
    const event = upserted(id, "First name");
    await expectTally(event, 1);
    await expectTally({ ...upserted(id, "Second name", LATER), id: event.id, source: "/another-service" }, 1);
    expect(await nameOf(id)).toBe("Second name");
  });

  it("is found within one array too", async () => {
    const event = upserted(freshId("business"), "Twice");
    await expectTally([event, event, event], 1, 2);
  });

  it("is still one when it was stale the first time", async () => {
    const id = freshId("business");
    await expectTally(upserted(id, "New", LATER), 1);
    const old = upserted(id, "Old", EARLIER);
    await expectTally(old, 0, 0, 1);
    await expectTally(old, 0, 1, 0);
  });

  it("is applied once when it arrives many times at once", async () => {
    const event = upserted(freshId("business"), "At once");
    const answers = await Promise.all(Array.from({ length: 8 }, () => sendEvents(event)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(202));
    const accepted = answers.reduce((sum, { body }) => sum + body.accepted, 0);
    expect(accepted).toBe(1);
  });
});

describe("an event that comes late", () => {
  it("changes nothing that is newer and is counted as stale", async () => {
    const id = freshId("business");
    await expectTally(upserted(id, "New", LATER), 1);
    await expectTally(upserted(id, "Old", EARLIER), 0, 0, 1);
    expect(await nameOf(id)).toBe("New");
  });

  it("applies when its time is equal", async () => {
    const id = freshId("business");
    await expectTally(upserted(id, "First"), 1);
    await expectTally(upserted(id, "Second"), 1);
    expect(await nameOf(id)).toBe("Second");
  });

  it("is compared as an instant, not as text", async () => {
    const id = freshId("business");
    await expectTally(upserted(id, "New", "2026-06-25T06:00:00Z"), 1);
    await expectTally(upserted(id, "Old", "2026-06-25T07:30:00+02:00"), 0, 0, 1);
    await expectTally(upserted(id, "Newest", "2026-06-25T05:30:00.000-01:00"), 1);
    expect(await nameOf(id)).toBe("Newest");
  });

  it("leaves an order's items alone", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const id = freshId("order");
    const ordered = (quantity: number, time: string) => {
      const items = [{ food_listing_id: world.listingId, quantity, price_per_item: "12.50" }];
      return { ...orderEvents(world, [{ id, customerId: customer.id }], { items })[0], time };
    };
    await expectTally([ordered(3, LATER), ordered(1, EARLIER)], 1, 0, 1);
    const { body } = await get("orders/awaiting-pickup/", { as: customer, now: NOW });
    expect(body.results[0].items).toMatchObject([{ quantity: 3, total_value: "37.50" }]);
  });

  it("is judged for each object by itself", async () => {
    const [one, two] = [freshId("business"), freshId("business")];
    await expectTally([upserted(one, "One", LATER), upserted(two, "Two", EARLIER)], 2);
  });
});
