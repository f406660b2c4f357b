/** A business's day as it changes: over the live feed, or by asking again where none is to be had. */
import { useEffect, useState } from "preact/hooks";
import type * as z from "zod";
import type { BoardResponse, TicketResponse } from "../../../api/schemas/live";
import { call, send } from "../../calls/api";
import { type LinkState, openFeed } from "../../live/live-client";
import { asBusiness } from "../../session/session";
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
    setDay({ entries: null, link: null });
    const board = { date, ...asBusiness() };
    const feed = openFeed<Board>({
      ticket: () =>
        call<z.infer<typeof TicketResponse>>("live/ticket/", { method: "POST", body: { feed: "board", ...board } }),
      poll: pollerOf(board),
      onView: ({ pickups }) => setDay((last) => ({ ...last, entries: pickups })),
      onState: (link) => setDay((last) => ({ ...last, link })),
    });
    return () => feed.close();
  }, [date]);
  return day;
}

/** Answers null while nothing has changed. */
function pollerOf(query: Record<string, string>): () => Promise<Board | null> {
  let etag = "";
  return async () => {
    const answer = await send("live/board/", { query, ...(etag && { headers: { "If-None-Match": etag } }) });
    if (answer.status === 304) return null;
    etag = answer.headers.get("ETag") ?? "";
    return answer.json();
  };
}
