/** Today's list: shown live while the network is there, kept on the device for when it is not. */
import { effect, signal } from "@preact/signals";
import type * as z from "zod";
import type { BoardResponse } from "../../api/schemas/live";
import type { OverviewResponse } from "../../api/schemas/pickups";
import type { PickupStatus } from "../../domain/vocabulary";
import { call, inWords } from "../calls/api";
import { followFeed } from "../live/follow-feed";
import type { LinkState } from "../live/live-client";
import { isOnline } from "../parts/online";
import { dropKept, readKept, writeKept } from "../session/kept";
import { asBusiness, isSignedIn, session } from "../session/session";
import { endOf, isOver, type Manifest, toEntry, withStatus } from "./manifest";

type Board = z.infer<typeof BoardResponse>;

export const DAY_NAME = "counter-day";
const RETRY_MS = 5_000;
const DAY_CHECK_MS = 30_000;

export const manifest = signal<Manifest | null>(null);
export const link = signal<LinkState>("offline");
/** Why today's list could not be had, in words. */
export const dayProblem = signal<string | null>(null);
/** Counted up when a day is over: the next one is followed. */
const turn = signal(0);

/** Follows the day of whichever business is signed in. Call once. */
export function followDays(): void {
  effect(() => {
    manifest.value = readKept<Manifest>(DAY_NAME, session.value?.businessId);
  });
  effect(() => {
    const businessId = session.value?.businessId;
    turn.value;
    link.value = "offline";
    if (!businessId || !isSignedIn.value || !isOnline.value) return;
    return followDay(businessId);
  });
  setInterval(() => {
    const shown = manifest.peek();
    if (!shown || !isOver(shown, Date.now())) return;
    forget();
    turn.value += 1;
  }, DAY_CHECK_MS);
}

/** What the service is about to say itself. */
export function markStatus(pickupId: string, status: PickupStatus): void {
  if (manifest.value) keep(withStatus(manifest.value, pickupId, status));
}

function followDay(businessId: string): () => void {
  const controller = new AbortController();
  let close = () => {};
  const start = async () => {
    try {
      const overview = await call<z.infer<typeof OverviewResponse>>("schedule-overview/", {
        query: asBusiness(),
        signal: controller.signal,
      });
      const { date, timezone: zone } = overview;
      const show = (pickups: Board["pickups"]) =>
        keep({ businessId, date, zone, asOf: Date.now(), entries: pickups.map(toEntry) });
      dayProblem.value = null;
      show(Object.values(overview.pickups_by_hour).flat());
      const feed = followFeed<Board>(
        "board",
        { date, ...asBusiness() },
        {
          onView: ({ pickups }) => show(pickups),
          onState: (state) => {
            link.value = state;
          },
        },
      );
      close = feed.close;
    } catch (error) {
      if (controller.signal.aborted) return;
      dayProblem.value = inWords(error);
      const timer = setTimeout(start, RETRY_MS);
      close = () => clearTimeout(timer);
    }
  };
  void start();
  return () => {
    controller.abort();
    close();
  };
}

function keep(next: Manifest): void {
  manifest.value = next;
  writeKept(DAY_NAME, next.businessId, next, endOf(next));
}

function forget(): void {
  manifest.value = null;
  dropKept(DAY_NAME);
}
