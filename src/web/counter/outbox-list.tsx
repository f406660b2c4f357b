/** What was handed over and is not yet with the service: still to be undone, on its way, or in need of a decision. */
import { useEffect, useState } from "preact/hooks";
import { isOnline } from "../parts/online";
import { wallClock } from "../parts/wall-clock";
import { isSignedIn } from "../session/session";
import { focusCodeBox } from "./code-box-focus";
import { manifest } from "./day";
import { undo } from "./desk";
import { dismiss, handOvers, ours, tryAgain } from "./outbox";
import { canUndo, type HandOver } from "./queue";

export function OutboxList() {
  const items = ours();
  const refused = items.filter(({ state }) => state.kind === "conflict");
  const underWay = items.filter(({ state }) => state.kind !== "conflict");
  const others = handOvers.value.length - items.length;
  return (
    <>
      <div role="alert">{refused.length > 0 && <Refused items={refused} />}</div>
      {underWay.length > 0 && <UnderWay items={underWay} />}
      {others > 0 && (
        <p class="others">
          {others === 1 ? "1 hand-over" : `${others} hand-overs`} of another restaurant wait on this device until it
          signs in again.
        </p>
      )}
    </>
  );
}

function Refused({ items }: { items: HandOver[] }) {
  return (
    <section aria-labelledby="refused" class="refused">
      <h2 id="refused">Handed over, but not taken by the service</h2>
      <ul>
        {items.map((item) => (
          <li key={item.key}>
            <What item={item} />
            <p>{item.state.kind === "conflict" && item.state.words}</p>
            <div class="actions">
              <button type="button" onClick={() => tryAgain(item.key).then(focusCodeBox)}>
                Try again<span class="hidden"> for {item.name}</span>
              </button>
              <button type="button" class="outline" onClick={() => dismiss(item.key).then(focusCodeBox)}>
                Dismiss<span class="hidden"> that of {item.name}</span>
              </button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function UnderWay({ items }: { items: HandOver[] }) {
  const now = useNow();
  return (
    <section aria-labelledby="under-way" class="under-way">
      <h2 id="under-way">Handed over just now</h2>
      <ul>
        {items.map((item) => (
          <li key={item.key}>
            <What item={item} />
            <span class="progress">{progressOf(item, now)}</span>
            {canUndo(item, now) && (
              <button type="button" class="outline" onClick={() => undo(item)}>
                Undo<span class="hidden"> for {item.name}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function What({ item: { name, quantity, listing, at } }: { item: HandOver }) {
  const zone = manifest.value?.zone;
  return (
    <span>
      <strong>{name}</strong> {quantity} × {listing}
      {zone && `, ${wallClock(at, zone).time}`}
    </span>
  );
}

function progressOf({ state }: HandOver, now: number): string {
  if (state.kind === "held" && now < state.until) return `Sent in ${Math.ceil((state.until - now) / 1_000)} s`;
  if (!isOnline.value) return "Waits for the network";
  if (!isSignedIn.value) return "Waits for you to sign in";
  return state.kind === "waiting" ? "Not through yet: tries again" : "Sending…";
}

const TICK_MS = 500;

function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
