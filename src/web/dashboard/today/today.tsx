import { useState } from "preact/hooks";
import type { LinkState } from "../../live/live-client";
import { Figures } from "../figures";
import { DayChoice } from "../forms/day-choice";
import type { SectionProps } from "../sections";
import { Table } from "../table";
import { byHour, count, countsInWords, type Entry, type Hour } from "./by-hour";
import { useDay } from "./day-feed";
import "./today.css";

const LINKS: Record<LinkState, string> = {
  live: "Live",
  polling: "Looked up every few seconds",
  offline: "No connection: what you see is what was last known",
};

export function Today({ today }: SectionProps) {
  // Until another day is chosen, the page goes along into the next one.
  const [chosen, setChosen] = useState<string | null>(null);
  const date = chosen ?? today;
  const { entries, link } = useDay(date);
  return (
    <>
      <DayChoice date={date} onChoose={setChosen} />
      <p role="status" class={`link ${link ?? ""}`}>
        {link === null ? "Connecting" : LINKS[link]}
      </p>
      {entries === null ? <p aria-busy={link !== "offline"}>Loading</p> : <Overview entries={entries} />}
    </>
  );
}

function Overview({ entries }: { entries: readonly Entry[] }) {
  const counts = count(entries);
  const hours = byHour(entries);
  const most = Math.max(...hours.map(({ total }) => total));
  return (
    <>
      <p role="status">{countsInWords(counts)}</p>
      <Figures
        figures={[
          ["Pickups", counts.total],
          ["Completed", counts.completed],
          ["To come", counts.pending],
          ["Missed", counts.missed],
        ]}
      />
      <ul class="hours">
        {hours.map((hour) => (
          <HourRow key={hour.hour} hour={hour} most={most} />
        ))}
      </ul>
    </>
  );
}

const LOOKS = ["completed", "pending", "missed"] as const;

function HourRow({ hour, most }: { hour: Hour; most: number }) {
  return (
    <li>
      <details>
        <summary>
          <span>
            <strong>{hour.hour}</strong> {countsInWords(hour)}
          </span>
          <span class="stack" aria-hidden="true">
            {LOOKS.map((look) => (
              <span key={look} class={look} style={{ width: `${(100 * hour[look]) / most}%` }} />
            ))}
          </span>
        </summary>
        <Table
          caption={`Pickups from ${hour.hour}`}
          columns={["Customer", "Slot", "Listing", "Quantity", "Value", "Status"]}
          rows={hour.entries.map((entry) => ({
            key: entry.pickup_id,
            cells: [
              entry.customer_name || "Name removed",
              `${entry.start_time}–${entry.end_time}`,
              entry.food_listing,
              entry.quantity,
              entry.total_value,
              entry.status,
            ],
          }))}
        />
      </details>
    </li>
  );
}
