/** Pickups with their QR symbols, kept on this device: at the counter there may be no network. */

import { LIVE_STATUSES, type PickupStatus } from "../../domain/vocabulary";
import { call, OfflineError } from "../calls/api";
import { DAY_MS, slotInstants } from "../parts/wall-clock";
import { readKept, readLastKept, writeKept } from "../session/kept";
import { session } from "../session/session";
import type { ListedPickup, Pickup } from "./answers";

const NAME = "pickups";

export interface Ticket {
  pickup: Pickup;
  /** The SVG. Null once the code is no longer valid, or when the image could not be had. */
  qr: string | null;
}

/** A ticket, and whether it is only what this device remembers. */
export interface ShownTicket extends Ticket {
  isKept: boolean;
}

export const isLive = ({ status }: { status: PickupStatus }): boolean => LIVE_STATUSES.some((live) => live === status);

export function keptTickets(): Ticket[] {
  const kept = session.value ? readKept<Ticket[]>(NAME, session.value.userId) : readLastKept<Ticket[]>(NAME);
  return (kept ?? []).filter((ticket) => Date.now() < endOf(ticket));
}

const keptTicket = (id: string): Ticket | undefined => keptTickets().find(({ pickup }) => pickup.id === id);

/** From the service; without a network, from this device. */
export async function loadTicket(id: string, signal: AbortSignal): Promise<ShownTicket> {
  try {
    const pickup = await call<Pickup>(`pickups/${encodeURIComponent(id)}/`, { signal });
    const ticket = { pickup, qr: isLive(pickup) ? (keptTicket(id)?.qr ?? (await loadSymbol(pickup))) : null };
    keep([...keptTickets().filter((kept) => kept.pickup.id !== id), ticket]);
    return { ...ticket, isKept: false };
  } catch (error) {
    const kept = keptTicket(id);
    if (error instanceof OfflineError && kept) return { ...kept, isKept: true };
    throw error;
  }
}

/** Keeps what is upcoming, those not known yet included, and lets go of what is over. */
export async function keepUpcoming(listed: readonly ListedPickup[]): Promise<void> {
  const upcoming = listed.filter(({ is_upcoming }) => is_upcoming).map(({ id }) => id);
  keep(keptTickets().filter(({ pickup }) => upcoming.includes(pickup.id)));
  for (const id of upcoming) {
    if (!keptTicket(id)?.qr) await loadTicket(id, new AbortController().signal).catch(() => undefined);
  }
}

/** The address was made for the service's own origin, whatever name this page reached it by. */
async function loadSymbol({ qr_code }: Pickup): Promise<string | null> {
  const response = await fetch(new URL(qr_code.image_url).pathname).catch(() => null);
  return response?.ok ? response.text() : null;
}

function keep(tickets: Ticket[]): void {
  const userId = session.value?.userId;
  if (!userId) return;
  const live = tickets.filter(({ pickup }) => isLive(pickup));
  writeKept(NAME, userId, live, Math.max(0, ...live.map(endOf)));
}

/** A ticket is kept for a day after its slot. */
function endOf({ pickup }: Ticket): number {
  const { scheduled_date: date, scheduled_start_time: start, scheduled_end_time: end, business } = pickup;
  return slotInstants(date, start, end, business.timezone).end + DAY_MS;
}
