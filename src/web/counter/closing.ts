/** Closing the page stops the sending, so the browser asks first while anything is unsent. */
import { effect } from "@preact/signals";
import { ours } from "./outbox";

/** Call once. It listens only while there is something to ask: a listener keeps pages out of the browser's cache. */
export function askBeforeClosing(): void {
  effect(() => {
    if (ours().length === 0) return;
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  });
}

const ask = (event: BeforeUnloadEvent) => event.preventDefault();
