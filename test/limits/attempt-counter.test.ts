import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { LIMITS } from "../../src/config";
import { MINUTE_MS } from "../../src/domain/time";
import { freshId } from "../support/world";

it("an attempt counter forgets whom it counted long ago, keeps the others, and in the end is empty", async () => {
  const counter = env.ATTEMPT_COUNTER.getByName(freshId("counter"));
  const hit = (key: string) => counter.hit([{ key, max: 10, windowMs: MINUTE_MS }], Date.now());
  const subjects = () => runInDurableObject(counter, (_, { storage }) => [...storage.kv.list()].map(([key]) => key));
  const clock = vi.spyOn(Date, "now");
  const began = Date.now();
  try {
    await hit("early");
    clock.mockReturnValue(began + LIMITS.attemptMemoryMs / 2);
    await hit("late");
    clock.mockReturnValue(began + LIMITS.attemptMemoryMs);
    expect(await runDurableObjectAlarm(counter)).toBe(true);
    expect(await subjects()).toEqual(["late"]);
    clock.mockReturnValue(began + 2 * LIMITS.attemptMemoryMs);
    expect(await runDurableObjectAlarm(counter)).toBe(true);
    expect(await subjects()).toEqual([]);
    expect(await runDurableObjectAlarm(counter)).toBe(false);
  } finally {
    clock.mockRestore();
  }
});
