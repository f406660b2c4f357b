import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FAULTS, type Fault, noFaults, type Sabotage } from "../support/faults";
import { SHAPE, simulate } from "./simulator";
import { judgeFollowers } from "./simulator-followers";
import { judge } from "./simulator-judge";
import { sizes } from "./sizes";

/** The same every time, and one that is new each time; or the one that is asked for. */
const fresh = 1_000 + (Date.now() % 1_000_000_000);
const usual = Array.from({ length: sizes.simulatorSeeds }, (_, n) => (n + 1 < sizes.simulatorSeeds ? n + 1 : fresh));
const SEEDS = sizes.simulatorSeed === null ? usual : [sizes.simulatorSeed];
/** Too few runs may miss a rare fault. */
const IS_LARGE = SEEDS.length >= 8;
const injected = noFaults();

afterEach(() => {
  vi.restoreAllMocks();
});

/** What `npm run test:simulator` reads. */
const report = (about: object) => console.log(JSON.stringify({ suite: "simulator", ...about }));

describe("a slot's object among faults", () => {
  it.for(SEEDS)("keeps every promise it made, seed %i", async (seed) => {
    const run = await simulate(seed);
    const told = (outcome: string) => run.history.filter((attempt) => attempt.outcome === outcome).length;
    const counts = { commands: run.history.length, ok: told("ok"), refused: told("refused"), unknown: told("unknown") };
    try {
      await judge(run);
      await judgeFollowers(run);
    } catch (error) {
      report({ seed, ...counts, faults: run.world.injected, broken: String(error) });
      throw error;
    }
    report({ seed, ...counts, faults: run.world.injected, broken: null });
    for (const fault of FAULTS) injected[fault] += run.world.injected[fault];
    expect(told("ok")).toBeGreaterThan(0);
  });

  it.runIf(IS_LARGE)("met every kind of fault", () => {
    const missing: Fault[] = FAULTS.filter((fault) => injected[fault] === 0);
    expect(missing).toEqual([]);
  });
});

describe("the judge", () => {
  /** What it says of the first of a few runs that it does not let pass. */
  async function complaint(sabotage: Sabotage): Promise<string> {
    for (const seed of [1, 2, 3, 4]) {
      const run = await simulate(seed, sabotage);
      vi.restoreAllMocks();
      const said = await judge(run)
        .then(() => judgeFollowers(run))
        .catch((error: Error) => error.message);
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
          return { ...stored, states: [...stored.states, ...claimed] };
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

  const done: [verb: string, complaint: RegExp][] = [
    ["miss", /was missed/],
    ["cancel", /was cancelled/],
    ["anonymize", /the texts of .* are gone/],
  ];
  it.for(done)("catches an object that says it did %s and did not", async ([verb, expected]) => {
    const idle: Sabotage = {
      async change(object, command, make) {
        const pickup = object.inspect().pickups.find(({ id }) => id === command.pickupId);
        return pickup && command.change.type === verb ? { kind: "changed", pickup } : make.call(object, command);
      },
    };
    expect(await complaint(idle)).toMatch(expected);
  });

  it("catches an object that forgets whom it left without an answer", async () => {
    const forgetful: Sabotage = {
      async change(object, command, make) {
        const { storage } = Reflect.get(object, "ctx") as DurableObjectState;
        storage.sql.exec("UPDATE bookings SET unanswered = NULL");
        return make.call(object, command);
      },
    };
    expect(await complaint(forgetful)).toMatch(/a repeat gets its own answer/);
  });

  it("catches an object that takes bookings after it was withdrawn", async () => {
    expect(await complaint({ withdraw: () => ({ live: 0 }) })).toMatch(/before the listing was withdrawn/);
  });

  it("catches a comparison that takes back what was done", async () => {
    const undoing: Sabotage = {
      reconciled: ({ storage }) =>
        storage.sql.exec(
          `UPDATE OR IGNORE bookings SET status = 'scheduled', record = json_set(record, '$.status', 'scheduled')
             WHERE status IN ('confirmed', 'completed')`,
        ),
    };
    expect(await complaint(undoing)).toMatch(/was (verified|completed)|to deeply equal/);
  });

  it("catches a consumer that takes the last message of a pickup for the whole story", async () => {
    const hasty: Sabotage = {
      delivered: (changes) => [...new Map(changes.map((change) => [change.event.subject, change])).values()],
    };
    expect(await complaint(hasty)).toMatch(/the same notifications/);
  });
});
