/** Sends what fast-check draws, in lanes side by side, and lets it shrink the first failure of each kind. */
import fc from "fast-check";
import type { Caller } from "./callers.ts";
import { judge } from "./checks.ts";
import type { Description, Operation } from "./description.ts";
import type { Failure, Report } from "./report.ts";
import { type AbstractRequest, requests, soundRequests } from "./requests.ts";
import type { Seeder } from "./seeding.ts";
import type { Answer, Client, Wire } from "./server.ts";
import { cut, describe, toWire } from "./wire.ts";
import type { World } from "./world.ts";

export const LANES = 16;
/** Shops and customers wear out under the changes made to them. */
const RUNS_PER_SEASON = 400;
const MAX_SHRINKS = 150;
const MAX_REACHES = 80;
const MAX_SHRINK_MS = 60_000;

export interface Surroundings {
  client: Client;
  world: World;
  seeder: Seeder;
  description: Description;
  report: Report;
  serverLog: () => string;
}

export async function fuzz(about: Surroundings, { seed, runs }: { seed: number; runs: number }): Promise<void> {
  const { seeder } = about;
  const drawn = fc.limitShrink(requests(about.description), MAX_SHRINKS);
  const shrunk = new Set<string>();
  let left = runs;
  /** Nobody is to disturb a new shop before it stands. */
  let freshened = Promise.resolve();

  /** A sequence of its own. A new kind of failure ends it: from there fast-check seeks the smallest such request. */
  async function lane(laneSeed: number): Promise<void> {
    let sought: string | null = null;
    let seekUntil = 0;
    const property = fc.asyncProperty(drawn, async (request) => {
      await freshened;
      if (sought !== null && performance.now() > seekUntil) return true;
      if (sought !== null) return (await trySmaller(about, request, sought)) !== sought;
      if (left <= 0) return true;
      left -= 1;
      if (left > 0 && left % RUNS_PER_SEASON === 0) {
        console.log(`${runs - left} requests after ${Math.round(performance.now() / 1_000)} s`);
        freshened = seeder.freshen();
        await freshened;
      }
      const kind = await sendCounted(about, request);
      if (kind === null || shrunk.has(kind)) return true;
      shrunk.add(kind);
      sought = kind;
      seekUntil = performance.now() + MAX_SHRINK_MS;
      return false;
    });
    const { failed, errorInstance } = await fc.check(property, { seed: laneSeed, numRuns: Math.ceil(runs / LANES) });
    if (failed && sought === null) throw errorInstance;
  }

  for (let laneSeed = seed; left > 0; laneSeed += LANES) {
    await Promise.all(Array.from({ length: LANES }, (_, n) => lane(laneSeed + n)));
  }
}

/** Nothing is recommended without weeks of pickups; `test/api/optimization.test.ts` has them. */
const NEED_WEEKS = ["POST /optimization/apply/", "POST /optimization/undo/"];

/** What only their own beginners can end, or only while it is new: it is begun before each try. */
const BEGUN_BY: Record<string, string> = {
  "DELETE /push-subscriptions/": "POST /push-subscriptions/",
  "DELETE /pickup-locations/{id}/": "POST /pickup-locations/",
};

/**
 * Asks every operation that nothing led to a success yet for one, by requests that make sense. Answers those that never
 * came to one: what only ever refuses has not been tried.
 */
export async function reachAll(about: Surroundings, seed: number): Promise<Operation[]> {
  const { description, report } = about;
  const unreached = description.operations.filter(
    ({ name }) => !report.hasSucceeded(name) && !NEED_WEEKS.includes(name),
  );
  const sound = (operation: Operation) =>
    fc.sample(soundRequests(operation, description), { seed, numRuns: MAX_REACHES });
  for (const operation of unreached) {
    const beginning = description.operations.find(({ name }) => name === BEGUN_BY[operation.name]);
    const begins = beginning ? sound(beginning) : [];
    for (const [n, request] of sound(operation).entries()) {
      const { caller, callerNumber } = request;
      if (begins[n]) await sendCounted(about, { ...begins[n], caller, callerNumber });
      await sendCounted(about, request);
      if (report.hasSucceeded(operation.name)) break;
    }
  }
  return unreached.filter(({ name }) => !report.hasSucceeded(name));
}

async function sendCounted(about: Surroundings, request: AbstractRequest): Promise<string | null> {
  const { report } = about;
  const startedAt = performance.now();
  const outcome = await send(about, request);
  const ms = performance.now() - startedAt;
  report.count(outcome.operation, request.caller, outcome.answer?.status ?? null, ms);
  if (outcome.failure === null) report.passed += 1;
  else report.fail(outcome.failure);
  return outcome.failure?.kind ?? null;
}

async function trySmaller(about: Surroundings, request: AbstractRequest, sought: string): Promise<string | null> {
  const { failure } = await send(about, request);
  if (failure?.kind === sought) about.report.replace(failure);
  return failure?.kind ?? null;
}

interface Outcome {
  operation: string;
  answer: Answer | null;
  failure: Failure | null;
}

/** Sends a request; one that may be repeated by its key is repeated by the same person at another business. */
async function send(about: Surroundings, request: AbstractRequest): Promise<Outcome> {
  const caller = await about.world.caller(request.caller, request.callerNumber);
  const wire = toWire(request, caller, about.world);
  const outcome = await sendAs(about, request, caller, wire);
  const isKept = request.idempotencyKey !== null && outcome.answer !== null && outcome.answer.status < 300;
  if (!isKept || outcome.failure !== null || caller.role !== "provider") return outcome;
  const twin = await about.world.twin(caller);
  const repeat = { ...wire, headers: { ...wire.headers, authorization: twin.authorization ?? "" } };
  const { failure } = await sendAs(about, request, twin, repeat);
  return { ...outcome, failure };
}

async function sendAs(
  { client, world, description, serverLog }: Surroundings,
  request: AbstractRequest,
  caller: Caller,
  wire: Wire,
): Promise<Outcome> {
  let answer: Answer;
  try {
    answer = await client.send(wire);
  } catch (error) {
    const operation = request.operation.name;
    const failure = { kind: `${operation}: no answer`, detail: String(error), request: describe(wire, caller) };
    return { operation, answer: null, failure: { ...failure, answer: "none", log: "" } };
  }
  const { operation, problem } = judge(description, world, { request, caller, wire }, answer);
  const name = operation?.name ?? `${wire.method} (no operation)`;
  if (problem === null) return { operation: name, answer, failure: null };
  const requestId = String(answer.headers["x-request-id"] ?? "no id");
  const failure = {
    kind: `${name} ${answer.status}: ${problem.kind}`,
    detail: problem.detail,
    request: describe(wire, caller),
    answer: `${answer.status} ${cut(answer.text)}`,
    log: cut(
      serverLog()
        .split("\n")
        .find((line) => line.includes(requestId)) ?? "",
    ),
  };
  return { operation: name, answer, failure };
}
