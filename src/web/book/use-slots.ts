import { useEffect, useState } from "preact/hooks";
import { followFeed } from "../live/follow-feed";
import type { LinkState } from "../live/live-client";
import { isSignedIn } from "../session/session";
import type { Availability, Slot } from "./answers";
import { mergeSlots } from "./slots";

export interface LiveSlots {
  slots: Slot[];
  link: LinkState | null;
}

/** A day's times as they change, from `known` on. */
export function useSlots(known: Availability): LiveSlots {
  const listingId = known.food_listing.id;
  const { date } = known;
  const [slots, setSlots] = useState(known.available_slots);
  const [link, setLink] = useState<LinkState | null>(null);
  useEffect(() => {
    if (!isSignedIn.value) return;
    const feed = followFeed<Availability>(
      "slots",
      { food_listing_id: listingId, date },
      { onView: (view) => setSlots((shown) => mergeSlots(shown, view.available_slots)), onState: setLink },
    );
    return () => feed.close();
  }, [listingId, date, isSignedIn.value]);
  return { slots, link };
}
