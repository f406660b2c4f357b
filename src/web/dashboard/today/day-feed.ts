/** A business's day as it changes, asked for again every few seconds. */
import { useEffect, useState } from "preact/hooks";
import type * as z from "zod";
import type { OverviewResponse } from "../../../api/schemas/pickups";
import { call } from "../../calls/api";
import { type LinkState, openFeed } from "../../live/live-client";
import { asBusiness } from "../../session/session";
import type { Entry } from "./by-hour";

export interface Day {
  /** Null until the first answer. */
  entries: Entry[] | null;
  link: LinkState | null;
}

export function useDay(date: string): Day {
  const [day, setDay] = useState<Day>({ entries: null, link: null });
  useEffect(() => {
    setDay({ entries: null, link: null });
    const query = { date, ...asBusiness() };
    const feed = openFeed<z.infer<typeof OverviewResponse>>({
      ticket: () => Promise.reject({ status: 429 }),
      poll: () => call("schedule-overview/", { query }),
      onView: ({ pickups_by_hour }) => setDay((last) => ({ ...last, entries: Object.values(pickups_by_hour).flat() })),
      onState: (link) => setDay((last) => ({ ...last, link })),
    });
    return () => feed.close();
  }, [date]);
  return day;
}
