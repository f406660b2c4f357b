import { useEffect, useState } from "preact/hooks";
import { isOnline } from "../parts/online";
import type { Availability } from "./answers";
import { bookableDays } from "./availability";

export interface Days {
  /** The business's; null until it is known. */
  today: string | null;
  /** What was found so far, by date. */
  found: Map<string, Availability>;
  isLoading: boolean;
  error: unknown;
  reload(): void;
}

/** The days a listing can be booked on, as they become known. */
export function useDays(listingId: string): Days {
  const nothing = { today: null, found: new Map<string, Availability>(), isLoading: true, error: null };
  const [state, setState] = useState<Omit<Days, "reload">>(nothing);
  const [round, setRound] = useState(0);
  useEffect(() => {
    const loading = new AbortController();
    setState(nothing);
    load(loading.signal).catch((error) => {
      if (!loading.signal.aborted) setState((last) => ({ ...last, isLoading: false, error }));
    });
    return () => loading.abort();

    async function load(signal: AbortSignal): Promise<void> {
      for await (const day of bookableDays(listingId, signal)) {
        if (signal.aborted) return;
        setState((last) => ({
          ...last,
          today: last.today ?? day.date,
          found: new Map([...last.found, [day.date, day]]),
        }));
      }
      setState((last) => ({ ...last, isLoading: false }));
    }
  }, [listingId, round]);
  useEffect(() => {
    if (isOnline.value && state.error !== null) setRound((last) => last + 1);
  }, [isOnline.value]);
  return { ...state, reload: () => setRound((last) => last + 1) };
}
