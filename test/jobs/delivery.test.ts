import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { makeReachablePickup, runDown, told, toldOf } from "../support/notifications";
import { answerWith, providerVariables, requestsTo } from "../support/provider-client";
import { makeWorld, TOMORROW, type World } from "../support/world";

// The Worker's own variables, so that what the queues deliver by themselves goes to the providers too.
Object.assign(env, providerVariables);

const tomorrow = (time: string) => `${TOMORROW}T${time}Z`;
/** A pickup whose customer was told of the order and of the booking already. */
async function makeQuietPickup(world: World) {
  const pickup = await makeReachablePickup(world);
  await vi.waitFor(async () => {
    expect(await toldOf(pickup.orderId, /queued/)).toEqual([]);
    expect(await told(world, pickup.id, /booked \w+ queued/)).toEqual([]);
  }, 20_000);
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
