import { useState } from "preact/hooks";
import { call } from "../../calls/api";
import { addDays, dayOfYear, longDay, onThisDevice } from "../../parts/dates";
import { Show, useLoaded } from "../../parts/loaded";
import { asBusiness } from "../../session/session";
import { loadLocations } from "../calls/places";
import { Chart } from "../charts/chart";
import { DayChoice } from "../forms/day-choice";
import { Pick } from "../forms/pick";
import type { SectionProps } from "../sections";
import { type Demand, forecastColumns, share } from "./forecast-columns";

export function Forecast({ today }: SectionProps) {
  const [date, setDate] = useState(addDays(today, 1));
  const [locationId, setLocationId] = useState("");
  const locations = useLoaded("locations", loadLocations);
  const query = { ...asBusiness(), date, location_id: locationId || undefined };
  const demand = useLoaded(JSON.stringify(query), (signal) => call<Demand>("demand-forecast/", { query, signal }));
  return (
    <>
      <div class="filter">
        <DayChoice date={date} min={today} onChoose={setDate} />
        <Show of={locations}>
          {(found) => <Pick name="Location" options={found} value={locationId} onPick={setLocationId} />}
        </Show>
      </div>
      <Show of={demand}>{(value) => <Expected demand={value} />}</Show>
    </>
  );
}

const QUALITY: Partial<Record<Demand["data_quality"], string>> = {
  thin: "This rests on few pickups: take it as a hint.",
  insufficient: "There is no forecast yet.",
  disabled: "Forecasts are switched off.",
};

function Expected({ demand }: { demand: Demand }) {
  const { history, data_quality, reason } = demand;
  const total = demand.hours.reduce((sum, { expected }) => sum + (expected ?? 0), 0);
  return (
    <>
      <p role="status">
        {history === null ? (reason ?? "") : `About ${Math.round(total)} pickups on ${longDay(demand.date)}. `}
        {history !== null && reason}
      </p>
      {QUALITY[data_quality] && <p class="notice warn">{QUALITY[data_quality]}</p>}
      <Chart
        title="Expected pickups by hour"
        columns={forecastColumns(demand)}
        nothing="No hour of this day has a forecast"
      />
      {history !== null && (
        <p>
          Learned from {history.pickups} pickups of {history.days} days, {dayOfYear(history.from)} to{" "}
          {dayOfYear(history.to)}
          {demand.trained_at && `, on ${onThisDevice(demand.trained_at)}`}. In {demand.back_tests} tests on past days it
          was {share(demand.wape)} off; repeating last week's numbers would have been {share(demand.naive_wape)} off.
        </p>
      )}
    </>
  );
}
