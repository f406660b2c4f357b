/** The day's pickups, live: to find somebody by name, code or phone, and to see how the day goes. */
import { useSignal } from "@preact/signals";
import { wallClock } from "../parts/wall-clock";
import { type BoardRow, countsOf, GROUPS, type Group, search, toRows } from "./board-filter";
import { dayProblem, link, manifest } from "./day";
import { openEntry } from "./desk";
import { handedOverOf, ours } from "./outbox";
import { timeOf } from "./verdict";
import "./board.css";

export const GROUP_NAMES: Record<Group, string> = {
  waiting: "Waiting",
  here: "Here",
  collected: "Collected",
  missed: "Missed",
};

export function Board() {
  const text = useSignal("");
  const group = useSignal<Group | null>(null);
  const kept = manifest.value;
  const handedOver = handedOverOf(ours());
  const rows = toRows(kept?.entries ?? [], handedOver);
  const counts = countsOf(rows);
  const found = search(rows, text.value, group.value);
  return (
    <section aria-labelledby="today" class="board">
      <div class="board-head">
        <h2 id="today">Today{kept && <small> {dateInWords(kept.date)}</small>}</h2>
        <LinkMark />
      </div>
      <p role="status" class="hidden">
        {GROUPS.map((name) => `${counts[name]} ${GROUP_NAMES[name].toLowerCase()}`).join(", ")}
      </p>
      <fieldset aria-label="Show" class="filters">
        <FilterButton name="All" count={rows.length} isOn={group.value === null} choose={() => (group.value = null)} />
        {GROUPS.map((each) => (
          <FilterButton
            key={each}
            name={GROUP_NAMES[each]}
            count={counts[each]}
            isOn={group.value === each}
            choose={() => (group.value = each)}
          />
        ))}
      </fieldset>
      <input
        type="search"
        aria-label="Find by name, code or last digits of the phone"
        placeholder="Name, code or last digits of the phone"
        autocomplete="off"
        onInput={({ currentTarget }) => (text.value = currentTarget.value)}
      />
      {found.length > 0 ? (
        <ul class="entries">
          {found.map((row) => (
            <Row key={row.pickupId} row={row} isToBeSent={handedOver.has(row.pickupId)} />
          ))}
        </ul>
      ) : (
        <p class="empty">{emptiness(rows.length)}</p>
      )}
    </section>
  );
}

function Row({ row, isToBeSent }: { row: BoardRow; isToBeSent: boolean }) {
  return (
    <li>
      <button type="button" class="entry" onClick={() => openEntry(row)}>
        <span class="when">{timeOf(row)}</span>
        <span class="who">
          <strong>{row.name || "No name"}</strong>
          <span>
            {row.quantity} × {row.listing}
          </span>
        </span>
        <span class="code">{row.code}</span>
        <span class={`mark ${row.group}`}>{isToBeSent ? "To be sent" : GROUP_NAMES[row.group]}</span>
      </button>
    </li>
  );
}

function FilterButton(props: { name: string; count: number; isOn: boolean; choose: () => void }) {
  return (
    <button type="button" class={props.isOn ? "" : "outline"} aria-pressed={props.isOn} onClick={props.choose}>
      {props.name} <b>{props.count}</b>
    </button>
  );
}

function LinkMark() {
  const kept = manifest.value;
  const words =
    link.value === "live"
      ? "Live"
      : link.value === "polling"
        ? "Every few seconds"
        : kept
          ? `As of ${wallClock(kept.asOf, kept.zone).time}`
          : "";
  return <span class={`link-${link.value}`}>{words}</span>;
}

function emptiness(total: number): string {
  if (total > 0) return "Nobody like that today.";
  if (manifest.value) return "No pickups today so far. They appear here as they are booked.";
  return dayProblem.value ?? (link.value === "offline" ? "Today's list is not on this device yet." : "Loading…");
}

export const dateInWords = (date: string): string =>
  new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" }).format(
    Date.parse(date),
  );
