import { useState } from "preact/hooks";
import { call } from "../../calls/api";
import { longDay, timeIn } from "../../parts/dates";
import { Show, useLoaded } from "../../parts/loaded";
import { asBusiness } from "../../session/session";
import { DayChoice } from "../forms/day-choice";
import type { SectionProps } from "../sections";
import { Table } from "../table";
import { Drawing } from "./drawing";
import { type RouteAnswer, type Tour, totalsInWords, warningOf } from "./stops";
import "./map.css";

export function Route({ today }: SectionProps) {
  const [date, setDate] = useState(today);
  const query = { ...asBusiness(), date, optimization_type: "route" };
  const answer = useLoaded(date, (signal) => call<RouteAnswer>("optimization/", { query, signal }));
  return (
    <>
      <DayChoice date={date} onChoose={setDate} />
      <Show of={answer}>
        {({ date: answered, route, missing, data_quality }) =>
          route === null ? (
            <p role="status">
              {data_quality === "disabled"
                ? "Routes are switched off."
                : `No tour on ${longDay(answered)}. ${missing.join(". ")}.`}
            </p>
          ) : (
            <TourOfDay tour={route} />
          )
        }
      </Show>
    </>
  );
}

function TourOfDay({ tour }: { tour: Tour }) {
  const { stops, timezone, depart_at, map_links } = tour;
  const late = stops.filter(({ lateness_minutes }) => lateness_minutes > 0);
  return (
    <>
      <p role="status">
        {stops.length === 1 ? "1 stop" : `${stops.length} stops`}
        {depart_at !== null && `, from ${timeIn(timezone, depart_at)}`}. {totalsInWords(tour)}
      </p>
      {late.length > 0 && (
        <p class="notice warn">Not in time at {late.map(({ location }) => location.name).join(", ")}.</p>
      )}
      <Drawing stops={stops} />
      <Table
        caption="Stops in order"
        columns={["Stop", "Arrives", "Leaves", "Open", "Pickups", "Note"]}
        rows={stops.map((stop, index) => ({
          key: stop.location.id,
          cells: [
            `${index + 1}. ${stop.location.name}`,
            timeIn(timezone, stop.eta),
            timeIn(timezone, stop.leaves_at),
            stop.window,
            stop.pickups,
            warningOf(stop) ?? "in time",
          ],
        }))}
      />
      <ul class="links">
        {map_links.map((link, index) => (
          <li key={link}>
            <a href={link} target="_blank" rel="noreferrer">
              {map_links.length === 1 ? "Directions in Google Maps" : `Directions, part ${index + 1}`}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
