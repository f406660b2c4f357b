/** For who comes back without a session, maybe without a network: what this device still knows and has still to send. */

import { wallClock } from "../parts/wall-clock";
import { readLastKept } from "../session/kept";
import { dateInWords, GROUP_NAMES } from "./board";
import { toRows } from "./board-filter";
import { DAY_NAME } from "./day";
import type { Manifest } from "./manifest";
import { handedOverOf, handOvers } from "./outbox";
import { timeOf } from "./verdict";

export function KeptDay() {
  const count = handOvers.value.length;
  const kept = readLastKept<Manifest>(DAY_NAME);
  return (
    <>
      {count > 0 && (
        <p role="status">
          {count === 1 ? "1 hand-over waits" : `${count} hand-overs wait`} on this device. What waits is sent once its
          restaurant signs in again.
        </p>
      )}
      {kept && <KeptList kept={kept} />}
    </>
  );
}

function KeptList({ kept }: { kept: Manifest }) {
  const handedOver = handedOverOf(handOvers.value);
  return (
    <section aria-labelledby="kept" class="kept">
      <h2 id="kept">Kept on this device</h2>
      <p>
        Pickups of {dateInWords(kept.date)}, as of {wallClock(kept.asOf, kept.zone).time}. Sign in to check codes and
        hand over.
      </p>
      <ul class="entries">
        {toRows(kept.entries, handedOver).map((row) => (
          <li key={row.pickupId}>
            {timeOf(row)} <strong>{row.name || "No name"}</strong> {row.quantity} × {row.listing}{" "}
            <span class="code">{row.code}</span> {handedOver.has(row.pickupId) ? "To be sent" : GROUP_NAMES[row.group]}
          </li>
        ))}
      </ul>
    </section>
  );
}
