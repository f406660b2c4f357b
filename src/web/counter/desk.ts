/** What happens at the counter: something is shown, the answer is given, the food changes hands. */
import { signal } from "@preact/signals";
import { call, inWords } from "../calls/api";
import { DAY_MS, instantOf } from "../parts/wall-clock";
import { session } from "../session/session";
import { check, notesOf } from "./check";
import { focusCodeBox } from "./code-box-focus";
import { manifest, markStatus } from "./day";
import { type Entry, MARGIN_MS, slotOf } from "./manifest";
import * as outbox from "./outbox";
import { readPresented } from "./presented";
import { type HandOver, hold } from "./queue";
import { sayNo, sayYes } from "./sound";
import { alreadyHandedOver, bad, fromBoard, type Good, NO_CODE, type Verdict } from "./verdict";

export const verdict = signal<Verdict | null>(null);
export const isChecking = signal(false);
/** What was just done, for eyes and screen readers. */
export const note = signal("");

/** Only the latest answer is shown, whatever order they come in. */
let latest = 0;

/** Takes a code or a token, typed or scanned. */
export async function present(text: string): Promise<void> {
  const presented = readPresented(text);
  if (!presented) return answer(NO_CODE, ++latest);
  const turn = ++latest;
  isChecking.value = true;
  verdict.value = null;
  note.value = "";
  try {
    answer(await check(presented), turn);
  } finally {
    if (turn === latest) isChecking.value = false;
  }
}

/** Opens a pickup from the board. */
export async function openEntry(entry: Entry): Promise<void> {
  const kept = manifest.value;
  if (!kept) return;
  const turn = ++latest;
  isChecking.value = false;
  note.value = "";
  const handedOver = outbox.ours().find(({ pickupId }) => pickupId === entry.pickupId);
  const opened = handedOver ? alreadyHandedOver(handedOver, entry, kept) : fromBoard(entry, kept, Date.now());
  verdict.value = opened;
  focusCodeBox();
  if (opened.kind !== "good") return;
  const notes = await notesOf(entry.pickupId);
  if (turn === latest && verdict.value === opened) verdict.value = { ...opened, notes };
}

export function handOver(
  facts: Pick<HandOver, "pickupId" | "name" | "listing" | "quantity" | "method">,
  at: number,
): void {
  const businessId = session.value?.businessId;
  if (!businessId) return;
  const { pickupId, name, listing, quantity, method } = facts;
  const key = crypto.randomUUID();
  outbox.keep(hold({ key, businessId, pickupId, name, listing, quantity, method, at }, Date.now()));
  latest += 1;
  verdict.value = null;
  note.value = `Handed over to ${name}`;
  focusCodeBox();
}

/** Hands over a missed pickup, at a wall-clock time of its slot. Says why not, or null. */
export function handOverLate(entry: Entry, time: string): string | null {
  const kept = manifest.value;
  if (!kept) return "The day is over";
  const { start, end } = slotOf(kept, entry);
  const sameDay = instantOf(kept.date, time, kept.zone);
  const at = sameDay < start - MARGIN_MS ? sameDay + DAY_MS : sameDay;
  if (!time || at > Math.min(end + MARGIN_MS, Date.now())) {
    return `It must have been between half an hour before ${entry.start} and half an hour after ${entry.end}`;
  }
  handOver({ ...entry, method: "manual" }, at);
  return null;
}

export async function undo({ key, name }: HandOver): Promise<void> {
  // It may be the one that was answered with "handed over already"; a yes for the next in line stays.
  if (verdict.value?.kind === "bad") verdict.value = null;
  note.value = (await outbox.undo(key))
    ? `Undone: ${name} has not got it`
    : `Too late: ${name} is on the way to the service`;
  focusCodeBox();
}

/** Nobody came, and the slot has ended. */
export async function markMissed({ pickupId, name }: Good): Promise<void> {
  try {
    await call(`pickups/${pickupId}/`, { method: "PATCH", body: { status: "missed" } });
    markStatus(pickupId, "missed");
    close();
    note.value = `${name} is marked as missed`;
  } catch (error) {
    verdict.value = bad("Not marked", inWords(error));
    focusCodeBox();
  }
}

export function close(): void {
  latest += 1;
  isChecking.value = false;
  verdict.value = null;
  focusCodeBox();
}

function answer(given: Verdict, turn: number): void {
  if (turn !== latest) return;
  isChecking.value = false;
  note.value = "";
  verdict.value = given;
  (given.kind === "good" ? sayYes : sayNo)();
  focusCodeBox();
}
