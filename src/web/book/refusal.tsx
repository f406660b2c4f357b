import { useEffect, useRef } from "preact/hooks";
import { PlaceLink } from "./place-parts";
import type { Refused } from "./refused";
import { spotsInWords, weekdayOf } from "./words";

interface RefusalProps {
  refused: Refused;
  /** The day that is looked at: an alternative of another one says so. */
  day: string;
  isBusy: boolean;
  book(slotId: string, day: string): void;
}

/** Why there is no booking, and what there could be instead, a tap away. */
export function Refusal({ refused: { words, alternatives, pickupId }, day, isBusy, book }: RefusalProps) {
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => notice.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <div ref={notice} role="alert" class="notice bad">
      <p>{words}</p>
      <div class="alternatives">
        {alternatives.map(({ slot_id, date, time, available_spots }) => (
          <button type="button" class="outline" key={slot_id} disabled={isBusy} onClick={() => book(slot_id, date)}>
            Book {date !== day && `${weekdayOf(date)}, `}
            {time.replace("-", "–")} <small>({spotsInWords(available_spots)})</small>
          </button>
        ))}
      </div>
      {pickupId && <PlaceLink to={{ view: "pickup", id: pickupId }}>See the pickup that it has</PlaceLink>}
    </div>
  );
}
