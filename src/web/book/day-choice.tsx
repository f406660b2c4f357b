import { inWords } from "../calls/api";
import { addDays } from "../parts/dates";
import type { BookingProps } from "./order-page";
import { TimeChoice } from "./time-choice";
import { type Days, useDays } from "./use-days";
import { countInWords, weekdayOf } from "./words";

/** Today and as many days ahead as can be booked. */
const DAYS = 8;

export function DayChoice(props: BookingProps) {
  const { item, draft, enter } = props;
  const days = useDays(item.food_listing.id);
  const { today, found, isLoading, error, reload } = days;
  const failure = error !== null && (
    <div role="alert" class="notice bad">
      <p>{inWords(error)}</p>
      <button type="button" class="outline" onClick={reload}>
        Try again
      </button>
    </div>
  );
  if (today === null) return failure || <p aria-busy="true">Looking for times</p>;
  const first = [...found.values()].find(({ total_available_slots }) => total_available_slots > 0);
  const chosen = (draft.date && found.get(draft.date)) || first;
  if (!chosen && failure) return failure;
  if (!chosen && !isLoading) {
    return (
      <p role="status" class="notice">
        No time is free in the next seven days. Look in again later: times open when somebody cancels.
      </p>
    );
  }
  return (
    <>
      <fieldset>
        <legend>Day</legend>
        <div class="choices days">
          {Array.from({ length: DAYS }, (_, ahead) => addDays(today, ahead)).map((date) => (
            <Day
              key={date}
              date={date}
              today={today}
              days={days}
              isChosen={date === chosen?.date}
              choose={() => enter({ date, slotId: undefined })}
            />
          ))}
        </div>
      </fieldset>
      {failure}
      {chosen && <TimeChoice key={chosen.date} {...props} known={chosen} />}
    </>
  );
}

interface DayProps {
  date: string;
  today: string;
  days: Days;
  isChosen: boolean;
  choose(): void;
}

function Day({ date, today, days: { found, isLoading }, isChosen, choose }: DayProps) {
  const count = found.get(date)?.total_available_slots ?? 0;
  // Days become known in order: those behind the last one found may still turn out to have times.
  const isUnknown = isLoading && [...found.keys()].every((known) => known < date);
  return (
    <label class="choice">
      <input type="radio" name="day" checked={isChosen} disabled={count === 0 && !isChosen} onChange={choose} />
      <span>{date === today ? "Today" : weekdayOf(date)}</span>
      <small>{isUnknown ? "…" : count === 0 ? "none" : countInWords(count, "time")}</small>
    </label>
  );
}
