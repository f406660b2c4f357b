/**
 * Whether the service can be reached, as far as the browser and our own calls can tell: a router that stands on a battery
 * answers for a line that is dead.
 */
import { computed, signal } from "@preact/signals";

const FIRST_LOOK_MS = 1_000;
const MAX_LOOK_MS = 30_000;
/** Small, and served without asking anything else. */
const PROBE = "/icon.svg";

const hasNetwork = signal(true);
const isAnswered = signal(true);
export const isOnline = computed(() => hasNetwork.value && isAnswered.value);

/** Call once, before the page is drawn. */
export function watchNetwork(): void {
  hasNetwork.value = navigator.onLine;
  addEventListener("online", () => {
    hasNetwork.value = true;
    isAnswered.value = true;
  });
  addEventListener("offline", () => {
    hasNetwork.value = false;
  });
}

let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** A call got an answer, whatever it was. */
export function heardOfService(): void {
  failures = 0;
  isAnswered.value = true;
}

/** A call got none: it is looked for, ever more rarely, until it is there again. */
export function missedService(): void {
  failures += 1;
  isAnswered.value = false;
  clearTimeout(timer);
  timer = setTimeout(look, Math.min(MAX_LOOK_MS, FIRST_LOOK_MS * 2 ** (failures - 1)));
}

async function look(): Promise<void> {
  if (isAnswered.value) return;
  const answer = hasNetwork.value && (await fetch(PROBE, { method: "HEAD", cache: "no-store" }).catch(() => null));
  // The count of failures stands until a call itself succeeds: it may be only the calls that do not get through.
  if (answer) isAnswered.value = true;
  else missedService();
}
