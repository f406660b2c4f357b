/**
 * Keeps hand-overs on the device and sends them. Each has a place of its own in localStorage, so that tabs never overwrite
 * each other's, and a lock of its own, so that only one tab sends or undoes it.
 */
import { effect, signal } from "@preact/signals";
import { call } from "../calls/api";
import { isOnline } from "../parts/online";
import { isSignedIn, session } from "../session/session";
import { markStatus } from "./day";
import { begin, canUndo, dueAt, type HandOver, hasten, settle } from "./queue";
import { outcomeOf } from "./refused";

/** Not among what a sign-out forgets: what was handed over stays until it is sent. */
const PREFIX = "counter-hand-over.";
const GONE = "counter-hand-over-gone.";
/** By then every tab reads what another has stored. */
const STORED_MS = 60_000;

/** Everything that this device has still to send, the earliest first. */
export const handOvers = signal<HandOver[]>([]);

export const isOurs = ({ businessId }: HandOver): boolean => businessId === session.value?.businessId;
export const ours = (): HandOver[] => handOvers.value.filter(isOurs);

/** The pickups among them that the service may still hear of. */
export const handedOverOf = (items: HandOver[]): Set<string> =>
  new Set(items.flatMap(({ pickupId, state }) => (state.kind === "conflict" ? [] : [pickupId])));

/** Call once. */
export function startSending(): void {
  readAll();
  addEventListener("storage", readAll);
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    clearTimeout(timer);
    if (!isSignedIn.value || !isOnline.value) return;
    const due = Math.min(...ours().map(dueAt));
    if (Number.isFinite(due)) timer = setTimeout(sendDue, Math.max(0, due - Date.now()));
  });
  addEventListener("online", () => {
    for (const { key, state } of handOvers.value) if (state.kind === "waiting") void tryAgain(key);
  });
}

/** False when it is too late for that. */
export const undo = (key: string): Promise<boolean> =>
  alone(key, (item) => {
    if (!item || !canUndo(item, Date.now())) return false;
    remove(key);
    return true;
  });

export const tryAgain = (key: string): Promise<void> =>
  alone(key, (item) => {
    if (item) keep(hasten(item, Date.now()));
  });

/** Gives a refused one up. */
export const dismiss = (key: string): Promise<void> =>
  alone(key, (item) => {
    if (item?.state.kind === "conflict") remove(key);
  });

async function sendDue(): Promise<void> {
  const due = ours().filter((item) => dueAt(item) <= Date.now());
  for (const { key } of due) await alone(key, send);
}

async function send(item: HandOver | null): Promise<void> {
  // Another tab may have sent it meanwhile, or somebody else have signed in.
  if (!item || dueAt(item) > Date.now() || !isOurs(item) || !isSignedIn.value || !isOnline.value) return;
  const sending = begin(item);
  keep(sending);
  const outcome = await complete(sending).then(() => ({ kind: "taken" }) as const, outcomeOf);
  const next = settle(sending, outcome, Date.now(), Math.random());
  if (next) {
    keep(next);
    return;
  }
  markStatus(item.pickupId, "completed");
  remove(item.key);
}

const complete = ({ key, pickupId, at, method }: HandOver): Promise<unknown> =>
  call(`complete-pickup/${pickupId}/`, {
    method: "POST",
    idempotencyKey: key,
    body: { actual_pickup_time: new Date(at).toISOString(), verification_method: method },
  });

/**
 * Does something with a hand-over, as it is now, while no other tab touches it. Locks pass to another tab at once, and what
 * is stored some time later: that a hand-over is gone is told by a lock as well, for as long as that may take.
 */
const alone = <T>(key: string, act: (item: HandOver | null) => T | Promise<T>): Promise<T> =>
  navigator.locks.request(PREFIX + key, async () => {
    const { held = [] } = await navigator.locks.query();
    const isGone = held.some(({ name }) => name === GONE + key);
    const done = await act(isGone ? null : read(PREFIX + key));
    if (read(PREFIX + key) === null) await holdFor(STORED_MS, GONE + key);
    return done;
  }) as Promise<T>;

/** Returns once the lock is ours, or another's. */
const holdFor = (ms: number, name: string): Promise<void> =>
  new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve();
      return lock && new Promise((release) => setTimeout(release, ms));
    });
  });

function read(place: string): HandOver | null {
  const text = localStorage.getItem(place);
  return text === null ? null : (JSON.parse(text) as HandOver);
}

export function keep(item: HandOver): void {
  localStorage.setItem(PREFIX + item.key, JSON.stringify(item));
  readAll();
}

function remove(key: string): void {
  localStorage.removeItem(PREFIX + key);
  readAll();
}

function readAll(): void {
  const items = Object.keys(localStorage)
    .filter((place) => place.startsWith(PREFIX))
    .map(read)
    .filter((item) => item !== null);
  handOvers.value = items.sort((a, b) => a.at - b.at);
}
