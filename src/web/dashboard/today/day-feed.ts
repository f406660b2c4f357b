/** A business's day as it changes: over the live feed, or by asking again where none is to be had. */
import { useEffect, useState } from "preact/hooks";
import type * as z from "zod";
import type { BoardResponse } from "../../../api/schemas/live";
import { followFeed } from "../../live/follow-feed";
import type { LinkState } from "../../live/live-client";
import { asBusiness, isSignedIn } from "../../session/session";
import type { Entry } from "./by-hour";

type Board = z.infer<typeof BoardResponse>;

export interface Day {
  /** Null until the first answer. */
  entries: Entry[] | null;
  link: LinkState | null;
}

export function useDay(date: string): Day {
  const [day, setDay] = useState<Day>({ entries: null, link: null });
  useEffect(() => {
    if (!isSignedIn.value) return;
    setDay({ entries: null, link: null });
    const board = { date, ...asBusiness() };
    const feed = followFeed<Board>("board", board, {
      onView: ({ pickups }) => setDay((last) => ({ ...last, entries: pickups })),
      onState: (link) => setDay((last) => ({ ...last, link })),
    });
    return () => feed.close();
  }, [date, isSignedIn.value]);
  return day;
}
