import { addDays, longDay } from "../../parts/dates";

/** A day, with its neighbours one press away. */
export function DayChoice({ date, min, onChoose }: { date: string; min?: string; onChoose: (date: string) => void }) {
  return (
    <div class="day-choice">
      <button
        type="button"
        class="outline"
        aria-label="Day before"
        disabled={min !== undefined && date <= min}
        onClick={() => onChoose(addDays(date, -1))}
      >
        ‹
      </button>
      <label>
        <span>Day</span>
        <input
          type="date"
          value={date}
          min={min}
          onChange={({ currentTarget: { value } }) => value && onChoose(value)}
        />
      </label>
      <button type="button" class="outline" aria-label="Day after" onClick={() => onChoose(addDays(date, 1))}>
        ›
      </button>
      <p aria-live="polite">{longDay(date)}</p>
    </div>
  );
}
