import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { LIMITS } from "../../src/config";
import { type Caller, post } from "../support/api";
import { observed } from "../support/database";
import {
  deadLettersOf,
  eventually,
  holdNotifications,
  makeReachablePickup,
  runDown,
  told,
  toldOf,
  wake,
} from "../support/notifications";
import { answerWith, freshEmail, makeBrowser, requestsTo, useProviders } from "../support/provider-client";
import { deliver } from "../support/queue";
import { loseKey } from "../support/sealed";
import {
  domainEvent,
  freshId,
  makeOrder,
  makeWorld,
  NOW,
  sendEvents,
  TODAY,
  tomorrow,
  type World,
} from "../support/world";

useProviders();

/** A pickup whose customer was told of the order and of the booking already. */
async function makeQuietPickup(world: World) {
  const pickup = await makeReachablePickup(world);
  await eventually(async () => {
    expect(await toldOf(pickup.orderId, /queued/)).toEqual([]);
    expect(await told(world, pickup.id, /booked \w+ queued/)).toEqual([]);
  });
  return pickup;
}

const statusesTo = async (to: string) => (await requestsTo(to)).map(({ status }) => status);

describe("channels that are to be tried again at different times", () => {
  it.each([
    ["e-mail", 60, 300],
    ["text message", 300, 60],
  ])("are each asked at their own, the %s first", async (_, emailSeconds, smsSeconds) => {
    const world = await makeWorld();
    const { id, email, phone } = await makeQuietPickup(world);
    await answerWith({ to: email, status: 503, headers: { "retry-after": String(emailSeconds) }, times: 1 });
    await answerWith({ to: phone, status: 503, headers: { "retry-after": String(smsSeconds) }, times: 1 });
    const before = await statusesTo(email);
    expect(await runDown(id, "reminder_30_minutes", tomorrow("14:30:00"))).toEqual([0, 60, 300]);
    expect((await statusesTo(email)).slice(before.length)).toEqual([503, 200]);
    expect(await statusesTo(phone)).toEqual([503, 201]);
    expect(await told(world, id, /30_minutes/)).toEqual([
      "reminder_30_minutes email sent",
      "reminder_30_minutes push skipped no_address",
      "reminder_30_minutes sms sent",
    ]);
  });
});

async function subscribe(customer: Caller): Promise<{ id: string; endpoint: string }> {
  const browser = await makeBrowser();
  const { body, status } = await post("push-subscriptions/", { as: customer, body: browser });
  expect(status).toBe(201);
  return { id: body.id, endpoint: browser.endpoint };
}

describe("an address that cannot be opened", () => {
  it.each(["email", "sms", "push"])("stops the channel %s and no other, until its key is back", async (channel) => {
    const world = await makeWorld();
    const pickup = await makeQuietPickup(world);
    const browser = await subscribe(pickup.customer);
    const bringBack =
      channel === "push"
        ? await loseKey("push_subscriptions", "sealed_subscription", browser.id)
        : await loseKey("users", channel === "email" ? "sealed_email" : "sealed_phone", pickup.customer.id);
    const { sent, bindings } = holdNotifications();
    await wake(pickup.id, "reminder_1_hour", tomorrow("14:00:00"), bindings);
    const others = ["email", "push", "sms"].filter((name) => name !== channel);
    expect(await told(world, pickup.id, /1_hour/)).toEqual(
      [...others.map((name) => `${name} sent`), `${channel} queued address_unreadable`]
        .map((line) => `reminder_1_hour ${line}`)
        .sort(),
    );
    expect(sent.map(({ delaySeconds }) => delaySeconds)).toEqual([60]);
    await bringBack();
    await wake(pickup.id, "reminder_1_hour", tomorrow("14:01:01"), bindings);
    expect(await told(world, pickup.id, /1_hour \w+ sent/)).toHaveLength(3);
  });

  it("keeps no other browser of the user from being told", async () => {
    const pickup = await makeQuietPickup(await makeWorld());
    const [lost, good] = [await subscribe(pickup.customer), await subscribe(pickup.customer)];
    await loseKey("push_subscriptions", "sealed_subscription", lost.id);
    await wake(pickup.id, "reminder_1_hour", tomorrow("14:00:00"));
    expect(await requestsTo(good.endpoint)).toHaveLength(1);
    expect(await toldOf(pickup.id, /1_hour push/)).toEqual(["reminder_1_hour push sent"]);
  });

  it("ends as a dead letter when its key stays away", async () => {
    const world = await makeWorld();
    const pickup = await makeQuietPickup(world);
    await loseKey("users", "sealed_email", pickup.customer.id);
    await env.DB.prepare("UPDATE notifications SET state = 'queued', held_until = NULL, attempts = 0 WHERE subject = ?")
      .bind(pickup.id)
      .run();
    const wakes = await runDown(pickup.id, "pickup_booked", NOW);
    expect(wakes).toHaveLength(10);
    expect(await told(world, pickup.id, /booked email/)).toEqual(["pickup_booked email failed address_unreadable"]);
    expect(await deadLettersOf(pickup.id)).toEqual([
      { subject: pickup.id, type: "pickup_booked", channel: "email", reason: "address_unreadable", attempts: 10 },
    ]);
  });
});

describe("a business that no event has told of", () => {
  it("has its notifications wait for it", async () => {
    const world = await makeWorld();
    const pickup = await makeQuietPickup(world);
    const { results } = await env.DB.prepare("SELECT * FROM businesses WHERE id = ?").bind(world.businessId).all();
    await env.DB.prepare("DELETE FROM businesses WHERE id = ?").bind(world.businessId).run();
    const { bindings } = holdNotifications();
    await wake(pickup.id, "reminder_1_hour", tomorrow("14:00:00"), bindings);
    expect(await toldOf(pickup.id, /1_hour email/)).toEqual(["reminder_1_hour email queued unknown_business"]);
    const [row = {}] = results;
    await env.DB.prepare(`INSERT INTO businesses (${Object.keys(row)}) VALUES (${Object.keys(row).map(() => "?")})`)
      .bind(...Object.values(row))
      .run();
    await wake(pickup.id, "reminder_1_hour", tomorrow("14:02:00"), bindings);
    expect(await toldOf(pickup.id, /1_hour email/)).toEqual(["reminder_1_hour email sent"]);
  });
});

describe("facts that cannot be loaded", () => {
  const broken = () => {
    const onPrepare = (sql: string) => {
      if (sql.includes('from "push_subscriptions"')) throw new Error("D1_ERROR: Network connection lost.");
    };
    return { ...env, DB: observed(env.DB, { onPrepare }) } as Env;
  };

  it("keep nothing alive that is too late", async () => {
    const world = await makeWorld();
    const { id } = await makeQuietPickup(world);
    await wake(id, "reminder_1_hour", tomorrow("14:30:00"), broken());
    expect(await told(world, id, /1_hour email/)).toEqual(["reminder_1_hour email skipped too_late"]);
  });

  it("are tried as often as a provider, then it is a dead letter", async () => {
    const world = await makeWorld();
    const { id, email } = await makeQuietPickup(world);
    const before = await requestsTo(email);
    const attempts = LIMITS.sendDelaysSeconds.length + 1;
    await env.DB.prepare("UPDATE notifications SET attempts = ? WHERE subject = ? AND type = 'reminder_1_hour'")
      .bind(attempts, id)
      .run();
    await wake(id, "reminder_1_hour", tomorrow("14:00:00"), broken());
    expect(await told(world, id, /1_hour email/)).toEqual(["reminder_1_hour email failed too_many_attempts"]);
    expect(await requestsTo(email)).toEqual(before);
    expect(await deadLettersOf(id)).toHaveLength(3);
  });
});

describe("a channel that fails as nobody foresaw", () => {
  it("leaves what another channel came to written down", async () => {
    const world = await makeWorld();
    const pickup = await makeQuietPickup(world);
    await subscribe(pickup.customer);
    const { bindings } = holdNotifications();
    const digest = vi.spyOn(crypto.subtle, "digest").mockRejectedValue(new Error("no digest today"));
    const woken = wake(pickup.id, "reminder_1_hour", tomorrow("14:00:00"), bindings);
    await woken.finally(() => digest.mockRestore());
    expect(await told(world, pickup.id, /1_hour/)).toEqual([
      "reminder_1_hour email sent",
      "reminder_1_hour push queued unexpected_error",
      "reminder_1_hour sms sent",
    ]);
  });
});

describe("an order that comes before its customer", () => {
  /** An order whose customer no event has told of, once that was noticed. */
  async function makeEarlyOrder() {
    const world = await makeWorld();
    const customer: Caller = { role: "customer", id: freshId("customer") };
    const orderId = await makeOrder(world, customer);
    const waiting = ["schedule_pickup email queued no_recipient", "schedule_pickup push queued no_recipient"];
    await eventually(async () => expect(await toldOf(orderId)).toEqual(waiting));
    return { world, customer, orderId };
  }

  it("is told once the customer is known, once", async () => {
    const { customer, orderId } = await makeEarlyOrder();
    const email = freshEmail();
    const user = { id: customer.id, user_type: "customer", email };
    await sendEvents(domainEvent("user.upserted", user));
    const { bindings } = holdNotifications();
    for (const time of ["08:02:00", "08:03:00"]) {
      await wake(orderId, "schedule_pickup", `${TODAY}T${time}Z`, bindings);
    }
    expect(await requestsTo(email)).toHaveLength(1);
    const row = env.DB.prepare("SELECT state, attempts FROM notifications WHERE subject = ? AND channel = 'email'");
    expect(await row.bind(orderId).first()).toEqual({ state: "sent", attempts: 1 });
  });

  it("is looked at ever more rarely, and no more when the news is old", async () => {
    const { orderId } = await makeEarlyOrder();
    const wakes = await runDown(orderId, "schedule_pickup", `${TODAY}T08:05:00Z`);
    const gaps = wakes.slice(1).map((at, index) => at - (wakes[index] ?? 0));
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
    expect(Math.max(...gaps)).toBe(3_600);
    expect(wakes.length).toBeLessThan(40);
    expect(wakes.at(-1)).toBeGreaterThan(20 * 3_600);
    expect(await toldOf(orderId, /email/)).toEqual(["schedule_pickup email skipped no_recipient"]);
    expect(await deadLettersOf(orderId)).toEqual([]);
  });

  it("is not mentioned any more when it was cancelled meanwhile", async () => {
    const { orderId } = await makeEarlyOrder();
    await sendEvents(domainEvent("order.cancelled", { id: orderId }, `${TODAY}T09:00:00Z`));
    await wake(orderId, "schedule_pickup", `${TODAY}T09:00:00Z`);
    expect(await toldOf(orderId, /email/)).toEqual(["schedule_pickup email skipped nothing_to_schedule"]);
  });
});

describe("a message that waits behind slow ones", () => {
  it("is judged by its own clock, and sent nowhere once the slot has begun", async () => {
    const world = await makeWorld();
    const [slow, next] = [await makeQuietPickup(world), await makeQuietPickup(world)];
    await answerWith({ to: slow.email, status: 200, delayMs: 2_000 });
    const reminder = ({ id: subject }: { id: string }) => {
      return { subject, type: "reminder_30_minutes", at: Date.parse(tomorrow("14:59:59")) };
    };
    // As many as are worked on at once, so that the last one begins when they are done.
    await deliver("notifications", [...Array.from({ length: 20 }, () => reminder(slow)), reminder(next)]);
    expect(await told(world, slow.id, /30_minutes email/)).toEqual(["reminder_30_minutes email sent"]);
    expect(await told(world, next.id, /30_minutes email/)).toEqual(["reminder_30_minutes email skipped too_late"]);
  });
});
