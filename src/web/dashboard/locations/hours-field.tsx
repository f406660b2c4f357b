import { useId } from "preact/hooks";
import { Tick } from "../forms/tick";
import type { Form } from "../forms/use-form";
import { type Hours, type LocationValues, WEEKDAYS } from "./location-values";

const nameOf = (day: string) => day.charAt(0).toUpperCase() + day.slice(1);

/** A location's own hours, or those of its business. */
export function HoursField({ form: { values, set, errorsOf } }: { form: Form<LocationValues> }) {
  const errorId = useId();
  const errors = errorsOf("operating_hours");
  const concerns = (day: string) => errors?.some((message) => message.includes(day));
  const change = (day: (typeof WEEKDAYS)[number], part: Partial<Hours>) =>
    set("hours", { ...values.hours, [day]: { ...values.hours[day], ...part } });
  return (
    <fieldset class="hours-field">
      <legend>Opening hours</legend>
      <Tick
        label="Hours of its own, else the business's"
        value={values.hasOwnHours}
        onChange={(value) => set("hasOwnHours", value)}
      />
      {values.hasOwnHours &&
        WEEKDAYS.map((day) => (
          <div class="weekday" key={day}>
            <span>{nameOf(day)}</span>
            {(["opens", "closes"] as const).map((part) => (
              <input
                key={part}
                type="time"
                aria-label={`${nameOf(day)} ${part}`}
                aria-invalid={concerns(day) || undefined}
                aria-describedby={concerns(day) ? errorId : undefined}
                value={values.hours[day][part]}
                onInput={({ currentTarget }) => change(day, { [part]: currentTarget.value })}
              />
            ))}
          </div>
        ))}
      {values.hasOwnHours && <small>Left empty: closed. 00:00 at the end is midnight.</small>}
      {errors && (
        <small id={errorId} class="error">
          {errors.join(". ")}
        </small>
      )}
    </fieldset>
  );
}
