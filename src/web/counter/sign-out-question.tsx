/** Asks before somebody signs out with hand-overs unsent. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ours } from "./outbox";

/** Takes the answer of whoever is asked; null while nobody is. */
const asking = signal<((isSure: boolean) => void) | null>(null);

export function mayLeave(): boolean | Promise<boolean> {
  if (ours().length === 0) return true;
  return new Promise((resolve) => {
    asking.value = (isSure) => {
      asking.value = null;
      resolve(isSure);
    };
  });
}

export function SignOutQuestion() {
  const dialog = useRef<HTMLDialogElement>(null);
  const answer = asking.value;
  useEffect(() => {
    if (answer) dialog.current?.showModal();
    else dialog.current?.close();
  }, [answer]);
  const count = ours().length;
  return (
    <dialog ref={dialog} aria-labelledby="leaving" onClose={() => answer?.(false)}>
      <article>
        <h2 id="leaving">{count === 1 ? "1 hand-over is" : `${count} hand-overs are`} not sent yet</h2>
        <p>
          What is not sent stays on this device until this restaurant signs in again. The list of today is removed from
          it.
        </p>
        <footer>
          <button type="button" class="secondary" onClick={() => answer?.(true)}>
            Sign out
          </button>
          <button type="button" autofocus onClick={() => answer?.(false)}>
            Stay
          </button>
        </footer>
      </article>
    </dialog>
  );
}
