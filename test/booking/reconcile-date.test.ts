import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { addDays } from "../../src/domain/time";
import { post } from "../support/api";
import { expectAgreement, pickupsInD1 } from "../support/slot";
import { freshId, makePickup, makeWorld, TODAY } from "../support/world";

/** Days that no other test of this file's storage has slots on. */
const [ASKED, OTHER] = [addDays(TODAY, 5), addDays(TODAY, 6)];

it("reconciles a date of every business, and no other date", async () => {
  const worlds = [await makeWorld(), await makeWorld()];
  const drifted: { date: string; pickup: Awaited<ReturnType<typeof makePickup>> }[] = [];
  for (const world of worlds) {
    for (const date of [ASKED, OTHER]) drifted.push({ date, pickup: await makePickup(world, { date }) });
  }
  await env.DB.prepare("DELETE FROM scheduled_pickups").run();
  const { status, body } = await post("admin/reconcile/", {
    as: { role: "admin", id: freshId("admin") },
    body: { date: ASKED },
  });
  const on = (day: string) => drifted.filter(({ date }) => date === day).map(({ pickup }) => pickup);
  expect([status, body.next]).toEqual([200, null]);
  expect(body.slots_drifted).toBe(worlds.length);
  expect(new Set(body.drift.flatMap(({ rewritten }: { rewritten: string[] }) => rewritten))).toEqual(
    new Set(on(ASKED).map(({ id }) => id)),
  );
  for (const { id, slot } of on(ASKED)) {
    await expectAgreement(slot.id);
    expect((await pickupsInD1(slot.id)).map((row) => row.id)).toEqual([id]);
  }
  for (const { slot } of on(OTHER)) expect(await pickupsInD1(slot.id)).toEqual([]);
});
