/** The one big answer, green or red. */
import { useState } from "preact/hooks";
import { manifest } from "./day";
import { close, handOver, handOverLate, isChecking, markMissed, verdict } from "./desk";
import { type Entry, slotOf } from "./manifest";
import { type Bad, type Good, timeOf } from "./verdict";
import "./answer.css";

export function Answer() {
  const given = verdict.value;
  return (
    <section aria-label="Answer" class={`answer ${given?.kind ?? "none"}`}>
      <div aria-live="assertive" aria-atomic="true">
        {given?.kind === "good" && <Yes given={given} />}
        {given?.kind === "bad" && <No given={given} />}
        {!given && <p>{isChecking.value ? "Checking…" : "Scan or type a code"}</p>}
      </div>
      {given?.kind === "good" && <Actions given={given} />}
      {given?.kind === "bad" && <Remedy given={given} />}
    </section>
  );
}

function Yes({ given: { name, quantity, listing, time, notes, caution, code } }: { given: Good }) {
  return (
    <>
      <h2>{name || "No name"}</h2>
      <p class="items">
        {quantity} × {listing}
      </p>
      <p>
        {time} <span class="code">{code}</span>
      </p>
      {notes && <p class="notes">“{notes}”</p>}
      {caution && <p class="caution">{caution}</p>}
    </>
  );
}

function No({ given: { title, detail, entry } }: { given: Bad }) {
  return (
    <>
      <h2>{title}</h2>
      <p>{detail}</p>
      {entry && (
        <p>
          {entry.name}: {entry.quantity} × {entry.listing}, {timeOf(entry)}
        </p>
      )}
    </>
  );
}

function Actions({ given }: { given: Good }) {
  return (
    <div class="actions">
      <button type="button" class="main" onClick={() => handOver(given, Date.now())}>
        Hand over
      </button>
      {hasEnded(given.pickupId) && (
        <button type="button" onClick={() => markMissed(given)}>
          Mark as missed
        </button>
      )}
      <button type="button" onClick={close}>
        Not now
      </button>
    </div>
  );
}

function Remedy({ given: { entry } }: { given: Bad }) {
  return (
    <div class="actions">
      {entry?.status === "missed" && <LateForm key={entry.pickupId} entry={entry} />}
      <button type="button" onClick={close}>
        Close
      </button>
    </div>
  );
}

/** Somebody got it in time, and nobody noted it: within a day that can be put right. */
function LateForm({ entry }: { entry: Entry }) {
  const [time, setTime] = useState(entry.end);
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <form
      class="late"
      onSubmit={(event) => {
        event.preventDefault();
        setProblem(handOverLate(entry, time));
      }}
    >
      <label>
        It was handed over at
        <input
          type="time"
          required
          value={time}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? "late-problem" : undefined}
          onInput={({ currentTarget }) => setTime(currentTarget.value)}
        />
      </label>
      {problem && (
        <p id="late-problem" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" class="main">
        Put right
      </button>
    </form>
  );
}

function hasEnded(pickupId: string): boolean {
  const kept = manifest.value;
  const entry = kept?.entries.find((known) => known.pickupId === pickupId);
  return kept !== null && entry !== undefined && Date.now() >= slotOf(kept, entry).end;
}
