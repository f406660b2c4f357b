/** Asks the service whether a code is good, and the kept list while the service cannot be asked. */
import type * as z from "zod";
import type { PickupResponse, VerifyResponse } from "../../api/schemas/pickups";
import { ApiError, call, OfflineError } from "../calls/api";
import { isOnline } from "../parts/online";
import { wallClock } from "../parts/wall-clock";
import { asBusiness } from "../session/session";
import { manifest } from "./day";
import { type Entry, findEntry } from "./manifest";
import { ours } from "./outbox";
import type { Presented } from "./presented";
import { alreadyHandedOver, bad, fromList, fromRefusal, fromService, type Verdict } from "./verdict";

/** Nobody at a counter waits longer: then the list is asked. */
const PATIENCE_MS = 6_000;

export async function check(presented: Presented): Promise<Verdict> {
  const entry = (manifest.value && findEntry(manifest.value, presented)) ?? null;
  const known = handedOverHere(entry?.pickupId ?? pickupIdOf(presented), entry);
  if (known) return known;
  try {
    const answer = await verify(presented);
    // Without the list only the service can tell whose code it is.
    return handedOverHere(answer.pickup.id, entry) ?? fromService(answer, methodOf(presented), manifest.value);
  } catch (error) {
    if (isOutage(error)) return askList(presented, error instanceof OfflineError);
    return fromRefusal(error, entry, manifest.value, Date.now());
  }
}

/** The service does not know yet what waits here to be sent. */
function handedOverHere(id: string | null, entry: Entry | null): Verdict | null {
  const item = ours().find(({ pickupId }) => pickupId === id);
  return item ? alreadyHandedOver(item, entry, manifest.value) : null;
}

/** The customer's notes of a pickup that was not checked by its code; null when they cannot be had. */
export async function notesOf(pickupId: string): Promise<string | null> {
  if (!isOnline.value) return null;
  const pickup = await call<z.infer<typeof PickupResponse>>(`pickups/${pickupId}/`).catch(() => null);
  return pickup?.customer_notes ?? null;
}

async function verify(presented: Presented): Promise<z.infer<typeof VerifyResponse>> {
  if (!isOnline.value) throw new OfflineError("No connection");
  const code = presented.kind === "token" ? { qr_token: presented.token } : { confirmation_code: presented.code };
  return call("verify-code/", { method: "POST", body: { ...code, ...asBusiness() }, timeoutMs: PATIENCE_MS });
}

/** The service is out of reach, out of order, or no longer knows who asks. */
const isOutage = (error: unknown): boolean =>
  error instanceof OfflineError || (error instanceof ApiError && (error.status >= 500 || error.status === 401));

function askList(presented: Presented, isOffline: boolean): Verdict {
  const kept = manifest.value;
  const caution = `Checked without ${isOffline ? "network" : "the service"}`;
  if (!kept) return bad("Not checked", "There is no connection, and no list of today on this device yet.");
  const asOf = wallClock(kept.asOf, kept.zone).time;
  const entry = findEntry(kept, presented);
  if (!entry)
    return bad(
      "Not on the list",
      `${caution}, against the list of ${asOf}. It may be newer, cancelled or not of today.`,
    );
  return fromList(entry, methodOf(presented), kept, `${caution}, against the list of ${asOf}`, Date.now());
}

const methodOf = ({ kind }: Presented) => (kind === "token" ? "qr_code" : "confirmation_code");
const pickupIdOf = (presented: Presented) => (presented.kind === "token" ? presented.pickupId : null);
