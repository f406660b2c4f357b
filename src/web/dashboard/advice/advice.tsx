import { useEffect, useState } from "preact/hooks";
import { call } from "../../calls/api";
import { addDays } from "../../parts/dates";
import { Show, useLoaded } from "../../parts/loaded";
import { asBusiness } from "../../session/session";
import { Ask } from "../forms/ask";
import { DayChoice } from "../forms/day-choice";
import { News } from "../forms/news";
import type { SectionProps } from "../sections";
import { Advised } from "./advised";
import { applied, apply, restoreApplied } from "./applied";
import { AppliedHere } from "./applied-here";
import { Differences } from "./differences";
import { type Answer, obstacleInWords, type Recommendation } from "./in-words";

const TYPES = [
  { id: "schedule", name: "Slots" },
  { id: "capacity", name: "Seats" },
] as const;

export function Advice({ today }: SectionProps) {
  const [date, setDate] = useState(addDays(today, 1));
  const [type, setType] = useState<(typeof TYPES)[number]["id"]>("schedule");
  const [chosen, setChosen] = useState<Recommendation | null>(null);
  const [news, setNews] = useState("");
  const query = { ...asBusiness(), date, optimization_type: type };
  const answer = useLoaded(JSON.stringify(query), (signal) => call<Answer>("optimization/", { query, signal }));
  useEffect(restoreApplied, []);
  const changed = (what: string) => {
    setNews(what);
    answer.reload();
  };
  return (
    <>
      <div class="filter">
        <DayChoice date={date} min={today} onChoose={setDate} />
        <fieldset class="presets">
          <legend>About</legend>
          {TYPES.map(({ id, name }) => (
            <button
              type="button"
              key={id}
              class={type === id ? "" : "outline"}
              aria-pressed={type === id}
              onClick={() => setType(id)}
            >
              {name}
            </button>
          ))}
        </fieldset>
      </div>
      <News text={news} />
      <AppliedHere onUndone={() => changed("Taken back: the schedule is as it was.")} />
      <Show of={answer}>{(value) => <Advised answer={value} onChoose={setChosen} />}</Show>
      {chosen && (
        <Ask
          title="Change the schedule?"
          yes="Change it"
          onYes={() => apply(chosen)}
          obstacle={obstacleInWords}
          onClose={() => {
            setChosen(null);
            const isApplied = applied.value.some(({ id }) => id === chosen.id);
            if (isApplied) changed("Applied: the schedule is changed, bookings stay as they are.");
          }}
        >
          <p>{chosen.description}</p>
          {chosen.change && <Differences of={chosen.change} />}
          <p>{chosen.change?.applies_to}.</p>
        </Ask>
      )}
    </>
  );
}
