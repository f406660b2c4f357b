import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { inWords } from "../../calls/api";

/** Asks before something is done, and stays open, saying why, when it could not be. */
export function Ask({
  title,
  yes,
  onYes,
  onClose,
  obstacle = inWords,
  children,
}: {
  title: string;
  yes: string;
  onYes: () => Promise<void>;
  onClose: () => void;
  obstacle?: (error: unknown) => string;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [state, setState] = useState({ isRunning: false, obstacle: "" });
  useEffect(() => dialog.current?.showModal(), []);
  const confirm = async () => {
    setState({ isRunning: true, obstacle: "" });
    try {
      await onYes();
      dialog.current?.close();
    } catch (error) {
      setState({ isRunning: false, obstacle: obstacle(error) });
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby="ask" onClose={onClose}>
      <article>
        <h3 id="ask">{title}</h3>
        {children}
        {state.obstacle && (
          <p role="alert" class="notice bad">
            {state.obstacle}
          </p>
        )}
        <footer class="actions">
          <button type="button" class="outline secondary" onClick={() => dialog.current?.close()}>
            Leave it
          </button>
          <button type="button" disabled={state.isRunning} onClick={confirm}>
            {yes}
          </button>
        </footer>
      </article>
    </dialog>
  );
}
