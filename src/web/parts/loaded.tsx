/** What a page asks the service for: on its way, here, or refused in words. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { inWords } from "../calls/api";

export interface Loaded<T> {
  /** The last answer; it stays while the next one is on its way, and when that one fails. */
  value: T | null;
  error: unknown;
  isLoading: boolean;
  /** Whether the value answers what was asked before. */
  isOutdated: boolean;
  reload(): void;
}

type Answer<T> = Pick<Loaded<T>, "value" | "error" | "isLoading"> & { of: string };

/** Asks once, and again whenever `key` changes: it says all that `load` depends on, which is another function at each drawing. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [{ of, ...state }, setState] = useState<Answer<T>>({ of: key, value: null, error: null, isLoading: true });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const call = new AbortController();
    setState((last) => ({ ...last, error: null, isLoading: true }));
    load(call.signal).then(
      (value) => {
        if (!call.signal.aborted) setState({ of: key, value, error: null, isLoading: false });
      },
      (error) => {
        if (!call.signal.aborted) setState((last) => ({ ...last, error, isLoading: false }));
      },
    );
    return () => call.abort();
  }, [key, round]);
  return { ...state, isOutdated: of !== key, reload: () => setRound((last) => last + 1) };
}

/** Draws an answer, and says so while it is on its way or when it did not come. */
export function Show<T>({ of, children }: { of: Loaded<T>; children: (value: T) => ComponentChildren }) {
  const { value, error, isLoading, isOutdated, reload } = of;
  return (
    <>
      {isLoading && value === null && <p aria-busy="true">Loading</p>}
      {error !== null && (
        <div role="alert" class="notice bad">
          <p>{inWords(error)}</p>
          <button type="button" class="outline" onClick={reload}>
            Try again
          </button>
        </div>
      )}
      {value !== null && <div class={isLoading || isOutdated ? "outdated" : ""}>{children(value)}</div>}
    </>
  );
}
