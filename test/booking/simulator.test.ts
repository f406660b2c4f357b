import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FAULTS, noFaults, type Sabotage } from "../support/faults";
import { SHAPE, simulate } from "./simulator";
import { judge } from "./simulator-judge";

/** The same every time, and one that is new each time. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, Date.now() % 1_000_000_000];
const injected = noFaults();

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a slot's object among faults", () => {
  it.for(SEEDS)("keeps every promise it made, seed %i", async (seed) => {
    const run = await simulate(seed);
    await judge(run);
    for (const fault of FAULTS) injected[fault] += run.world.injected[fault];
    const told = (outcome: string) => run.history.filter((attempt) => attempt.outcome === outcome).length;
    expect(told("ok")).toBeGreaterThan(0);
    console.log(
      JSON.stringify({
        suite: "simulator",
        seed,
        calls: run.history.length,
        ...{ ok: told("ok"), refused: told("refused"), unknown: told("unknown") },
        faults: run.world.injected,
      }),
    );
  });

  it("met every kind of fault", () => {
    console.log(JSON.stringify({ suite: "simulator", runs: SEEDS.length, faults: injected }));
    for (const fault of FAULTS) expect(injected[fault], fault).toBeGreaterThan(0);
  });
});

describe("the judge", () => {
  /** What it says of the first of a few runs that it does not let pass. */
  async function complaint(sabotage: Sabotage): Promise<string> {
    for (const seed of SEEDS.slice(0, 4)) {
      const run = await simulate(seed, sabotage);
      vi.restoreAllMocks();
      const said = await judge(run).catch((error: Error) => error.message);
      if (said) return said;
    }
    return "nothing";
  }

  it("catches a projection that drops rows and says they are stored", async () => {
    let calls = 0;
    const lossy: Sabotage = {
      projection: (inner) => ({
        async store(pickups, counts) {
          calls += 1;
          const isDropped = (index: number) => (index + calls) % 3 === 0;
          const stored = await inner.store(
            pickups.filter((_, index) => !isDropped(index)),
            counts,
          );
          const claimed = pickups
            .filter((_, index) => isDropped(index))
            .map(({ id, revision }) => ({ id, revision, isCodeTaken: false, rivalPickupId: null }));
          return [...stored, ...claimed];
        },
      }),
    };
    expect(await complaint(lossy)).toMatch(/promised pickup|to deeply equal/);
  });

  it("catches a booking that awaits between looking and taking", async () => {
    const hasty: Sabotage = {
      async book(object, command, take) {
        const taken = object.inspect().counts?.taken ?? 0;
        if (taken >= SHAPE.capacity) {
          return { kind: "unavailable", reason: "full", availableSpots: 0, maxOrders: SHAPE.maxOrders };
        }
        await env.DB.prepare("SELECT 1").first();
        const listing = { ...command.slot.listing, maxOrders: 1_000 };
        return take.call(object, { ...command, slot: { ...command.slot, capacity: 1_000, listing } });
      },
    };
    expect(await complaint(hasty)).toMatch(/taken at revision/);
  });

  it("catches an object that forgets its outbox when it starts again", async () => {
    const forgetful: Sabotage = { start: ({ storage }) => storage.sql.exec("DELETE FROM outbox") };
    expect(await complaint(forgetful)).toMatch(/promised pickup|what followed pickup|to deeply equal/);
  });
});
