import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { RESEAL_STAGES } from "../../src/domain/vocabulary";
import { type Caller, get, post } from "../support/api";
import { makeBrowser } from "../support/provider-client";
import { expectAgreement, inSlot } from "../support/slot";
import { testVariables } from "../support/variables";
import { AT_COUNTER, freshId, makePickup, makeWorld } from "../support/world";

const admin: Caller = { role: "admin", id: freshId("admin") };
const rotated = { ENCRYPTION_KEY: `e2:${btoa("n".repeat(32))},${testVariables.ENCRYPTION_KEY}` };
const retired = { ENCRYPTION_KEY: `e2:${btoa("n".repeat(32))}` };

async function resealAll(): Promise<number> {
  let total = 0;
  for (const stage of RESEAL_STAGES) {
    for (let after: string | null = ""; after !== null; ) {
      const answer = await post("admin/reseal/", { as: admin, env: rotated, body: { stage, ...(after && { after }) } });
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      total += answer.body.resealed;
      after = answer.body.next;
    }
  }
  return total;
}

describe("a new encryption key", () => {
  it("reads what the old one sealed, takes it over, and then does without the old one", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world, { notes: "Ring at the blue door" });
    const body = { confirmation_code: pickup.code };
    const before = await post("verify-code/", { as: world.provider, now: AT_COUNTER, body, env: rotated });
    expect(before.body.pickup).toMatchObject({
      customer_notes: "Ring at the blue door",
      customer: { email: "jane@example.com" },
    });

    const subscribed = await post("push-subscriptions/", { as: pickup.customer, body: await makeBrowser() });
    expect(subscribed.status).toBe(201);
    const hook = await post("webhooks/", { as: world.provider, body: { url: "https://hooks.example.com/pickups" } });
    expect(hook.status, JSON.stringify(hook.body)).toBe(201);
    expect(await resealAll()).toBeGreaterThanOrEqual(4);
    const secret = await env.DB.prepare("SELECT sealed_secret FROM webhooks WHERE id = ?").bind(hook.body.id).first();
    expect(secret?.sealed_secret).toMatch(/^e2\./);
    const sealed = await env.DB.prepare(
      "SELECT sealed_email, sealed_phone, sealed_subscription FROM users u JOIN push_subscriptions ON user_id = u.id WHERE u.id = ?",
    )
      .bind(pickup.customer.id)
      .first();
    expect(Object.keys(sealed ?? {})).toHaveLength(3);
    for (const value of Object.values(sealed ?? {})) expect(value).toMatch(/^e2\./);
    const own = await inSlot(pickup.slot.id, (slot) => slot.inspect().pickups[0]?.customerNotes);
    expect(own).toMatch(/^e2\./);
    await expectAgreement(pickup.slot.id);

    const after = await post("verify-code/", { as: world.provider, now: AT_COUNTER, body, env: retired });
    expect(after.body.pickup).toMatchObject({
      customer_notes: "Ring at the blue door",
      customer: { phone: "+27123456789" },
    });
    expect(await resealAll()).toBe(0);
  });

  it("takes over what an emptied object had forgotten, and is not stopped by what no key opens", async () => {
    const world = await makeWorld();
    const [first, second] = [await makePickup(world, { notes: "One" }), await makePickup(world, { notes: "Two" })];
    await inSlot(first.slot.id, (slot) => slot.purge());
    const lost = `gone.${"A".repeat(16)}.${"A".repeat(24)}`;
    await env.DB.prepare("UPDATE users SET sealed_phone = ? WHERE id = ?").bind(lost, first.customer.id).run();
    const reseal = (stage: string) => post("admin/reseal/", { as: admin, env: rotated, body: { stage } });
    expect((await reseal("pickups")).body).toMatchObject({ failed: [] });
    for (const pickup of [first, second]) {
      const notes = await inSlot(pickup.slot.id, (slot) => slot.inspect().pickups.map((one) => one.customerNotes));
      for (const text of notes) expect(text).toMatch(/^e2\./);
    }
    await expectAgreement(first.slot.id);
    const users = await reseal("users");
    expect(users).toMatchObject({ status: 200, body: { failed: [first.customer.id] } });
    const other = await env.DB.prepare("SELECT sealed_phone FROM users WHERE id = ?").bind(second.customer.id).first();
    expect(other?.sealed_phone).toMatch(/^e2\./);
    await env.DB.prepare("UPDATE users SET sealed_phone = NULL WHERE id = ?").bind(first.customer.id).run();
  });

  it("is the operator's business: nobody else may ask, and a stage must be named", async () => {
    const world = await makeWorld();
    expect((await post("admin/reseal/", { as: world.provider, body: { stage: "users" } })).status).toBe(403);
    expect((await post("admin/reseal/", { as: admin, body: { stage: "everything" } })).status).toBe(400);
    expect((await get("admin/reseal/", { as: admin })).status).toBe(404);
  });
});
