/** What was applied from this device, to be taken back. */
import { useState } from "preact/hooks";
import { applied, undo } from "./applied";
import { Differences } from "./differences";
import { obstacleInWords } from "./in-words";

export function AppliedHere({ onUndone }: { onUndone: () => void }) {
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
