/** An answer's advice: what the day would be like with it, and each change by itself. */
import { Figures } from "../figures";
import { Differences } from "./differences";
import { type Answer, impactInWords, type Recommendation, spelledOut } from "./in-words";

export function Advised({ answer, onChoose }: { answer: Answer; onChoose: (recommendation: Recommendation) => void }) {
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
