import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { LIMITS } from "../../src/config";
import { MINUTE_MS } from "../../src/domain/time";
import { freshId } from "../support/world";

const makeCounter = () => env.ATTEMPT_COUNTER.getByName(freshId("counter"));
type Counter = ReturnType<typeof makeCounter>;
const subjectsOf = (counter: Counter) =>
  runInDurableObject(counter, (_, { storage }) => Array.from(storage.kv.list(), ([key]) => key));
const isSaved = (counter: Counter, key: string) =>
  vi.waitFor(async () => expect(await subjectsOf(counter)).toContain(key), 5_000);

it("an attempt counter remembers what it counted when it is woken", async () => {
  const counter = makeCounter();
  const hit = () => counter.hit([{ key: "subject", max: 2, windowMs: MINUTE_MS }], Date.now());
  expect(await hit()).toEqual({ isAllowed: true });
  expect(await hit()).toEqual({ isAllowed: true });
  await isSaved(counter, "subject");
  await evictDurableObject(counter);
  expect(await hit()).toMatchObject({ isAllowed: false });
});

it("an attempt counter forgets whom it counted long ago, keeps the others, and in the end is empty", async () => {
  const counter = makeCounter();
  const hit = async (key: string) => {
    await counter.hit([{ key, max: 10, windowMs: MINUTE_MS }], Date.now());
    await isSaved(counter, key);
  };
  const subjects = () => subjectsOf(counter);
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
