/** Follows a feed of the service with this page's calls: tickets to its sockets, and the view itself where there are none. */
import type * as z from "zod";
import type { TicketResponse } from "../../api/schemas/live";
import { call, send } from "../calls/api";
import type { View } from "./feed-state";
import { type Feed, type FeedOptions, openFeed } from "./live-client";

export function followFeed<V extends View>(
  kind: "slots" | "board",
  query: Record<string, string>,
  listener: Pick<FeedOptions<V>, "onView" | "onState">,
): Feed {
  let etag: string | null = null;
  return openFeed<V>({
    ticket: () =>
      call<z.infer<typeof TicketResponse>>("live/ticket/", { method: "POST", body: { feed: kind, ...query } }),
    async poll() {
      const answer = await send(`live/${kind}/`, { query, headers: etag ? { "If-None-Match": etag } : {} });
      if (answer.status === 304) return null;
      etag = answer.headers.get("ETag");
      return answer.json();
    },
    ...listener,
  });
}
