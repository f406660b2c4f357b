/** Which days, location and listing the numbers are of. */
import { useRef } from "preact/hooks";
import { Show, useLoaded } from "../../parts/loaded";
import { listingsOf, loadLocations, loadSchedules } from "../calls/places";
import { Pick } from "../forms/pick";
import { lastDays, type Period, PRESET_DAYS } from "./period";

export interface Choice extends Period {
  /** Empty for all. */
  locationId: string;
  listingId: string;
}

export function Filter({
  today,
  choice,
  onChoose,
}: {
  today: string;
  choice: Choice;
  onChoose: (choice: Choice) => void;
}) {
  const places = useLoaded("places", async (signal) => {
    const [locations, schedules] = await Promise.all([loadLocations(signal), loadSchedules(signal)]);
    return { locations, listings: listingsOf(schedules) };
  });
  const isLast = (days: number) => {
    const { from, to } = lastDays(today, days);
    return choice.from === from && choice.to === to;
  };
  const isPreset = PRESET_DAYS.some(isLast);
  const first = useRef<HTMLInputElement>(null);
  return (
    <form class="filter" onSubmit={(event) => event.preventDefault()}>
      <fieldset class="presets">
        <legend>Period</legend>
        {PRESET_DAYS.map((days) => (
          <button
            type="button"
            key={days}
            class={isLast(days) ? "" : "outline"}
            aria-pressed={isLast(days)}
            onClick={() => onChoose({ ...choice, ...lastDays(today, days) })}
          >
            {days} days
          </button>
        ))}
        <button
          type="button"
          class={isPreset ? "outline" : ""}
          aria-pressed={!isPreset}
          onClick={() => first.current?.focus()}
        >
          Custom
        </button>
      </fieldset>
      <label>
        From
        <input
          ref={first}
          type="date"
          value={choice.from}
          max={choice.to}
          onChange={({ currentTarget: { value } }) => value && onChoose({ ...choice, from: value })}
        />
      </label>
      <label>
        To
        <input
          type="date"
          value={choice.to}
          min={choice.from}
          onChange={({ currentTarget: { value } }) => value && onChoose({ ...choice, to: value })}
        />
      </label>
      <Show of={places}>
        {({ locations, listings }) => (
          <div class="filter">
            <Pick
              name="Location"
              options={locations}
              value={choice.locationId}
              onPick={(locationId) => onChoose({ ...choice, locationId })}
            />
            <Pick
              name="Listing"
              options={listings}
              value={choice.listingId}
              onPick={(listingId) => onChoose({ ...choice, listingId })}
            />
          </div>
        )}
      </Show>
    </form>
  );
}
