import { useEffect, useState } from "preact/hooks";
import { call } from "../../calls/api";
import { Show, useLoaded } from "../../parts/loaded";
import { asBusiness } from "../../session/session";
import { addDays } from "../dates";
import { Figures } from "../figures";
import { Ask } from "../forms/ask";
import { DayChoice } from "../forms/day-choice";
import { News } from "../forms/news";
import type { SectionProps } from "../sections";
import { applied, apply, restoreApplied, undo } from "./applied";
import { Differences } from "./differences";
import { type Answer, impactInWords, obstacleInWords, type Recommendation, spelledOut } from "./in-words";

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

function Advised({ answer, onChoose }: { answer: Answer; onChoose: (recommendation: Recommendation) => void }) {
  const { recommendations, current_efficiency, optimized_efficiency, predicted_outcomes: outcomes, missing } = answer;
  const { trend, peak_season, adjustment_needed } = answer.seasonal_insights;
  const known: [string, string | number | null][] = [
    ["Efficiency as planned", current_efficiency],
    ["With all of this", optimized_efficiency],
    ["Success rate then", outcomes.pickup_success_rate],
    ["Satisfaction as rated", outcomes.customer_satisfaction],
    ["Value", outcomes.revenue_impact],
    ["Trend", trend],
    ["Peak season", spelledOut(peak_season)],
    ["Next season", spelledOut(adjustment_needed)],
  ];
  return (
    <>
      <Figures figures={known.filter((entry): entry is [string, string | number] => entry[1] !== null)} />
      {missing.length > 0 && (
        <div class="notice">
          <p>For more advice, this would have to be known:</p>
          <ul>
            {missing.map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </div>
      )}
      {recommendations.length === 0 && <p>Nothing would serve this day better than what is planned.</p>}
      {recommendations.map((one) => (
        <Card key={one.id} recommendation={one} onChoose={onChoose} />
      ))}
    </>
  );
}

const PRIORITIES: Record<Recommendation["priority"], string> = { high: "Important", medium: "Useful", low: "Small" };

function Card({
  recommendation,
  onChoose,
}: {
  recommendation: Recommendation;
  onChoose: (recommendation: Recommendation) => void;
}) {
  const { description, priority, change, is_applicable, implementation } = recommendation;
  return (
    <article>
      <h3>{description}</h3>
      <p>
        <span class={`badge ${priority}`}>{PRIORITIES[priority]}</span> Effort: {implementation.effort}. Cost:{" "}
        {spelledOut(implementation.cost)}. When: {implementation.timeline}.
      </p>
      <Figures figures={impactInWords(recommendation)} />
      {change && <Differences of={change} />}
      {is_applicable ? (
        <button type="button" onClick={() => onChoose(recommendation)}>
          Apply
        </button>
      ) : (
        <p>This is for you to do: the service cannot bring it about.</p>
      )}
    </article>
  );
}

function AppliedHere({ onUndone }: { onUndone: () => void }) {
  const [obstacle, setObstacle] = useState("");
  if (applied.value.length === 0) return null;
  return (
    <section aria-labelledby="applied">
      <h3 id="applied">Applied</h3>
      {obstacle && (
        <p role="alert" class="notice bad">
          {obstacle}
        </p>
      )}
      {applied.value.map(({ id, description, before, after }) => (
        <article key={id}>
          <p>{description}</p>
          <Differences of={{ before, after }} />
          <button
            type="button"
            class="outline"
            onClick={() => {
              setObstacle("");
              undo(id).then(onUndone, (error) => setObstacle(obstacleInWords(error)));
            }}
          >
            Take back
          </button>
        </article>
      ))}
    </section>
  );
}
