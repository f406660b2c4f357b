/** The day's list as the counter keeps it for an outage: only what hands food over, and of a phone only its end. */
import type * as z from "zod";
import type { BoardResponse } from "../../api/schemas/live";
import type { PickupStatus } from "../../domain/vocabulary";
import { slotInstants } from "../parts/wall-clock";
import type { Presented } from "./presented";

export interface Entry {
  pickupId: string;
  code: string;
  name: string;
  listing: string;
  quantity: number;
  /** `HH:MM` of the business's zone */
  start: string;
  end: string;
  status: PickupStatus;
  /** The last four digits; empty when there is no phone. */
  phoneEnd: string;
}

export interface Manifest {
  businessId: string;
  date: string;
  zone: string;
  /** When the service last said so. */
  asOf: number;
  entries: Entry[];
}

/** Codes are good from this long before a slot until this long after it. */
export const MARGIN_MS = 30 * 60_000;
/** What is kept of a phone. */
export const PHONE_DIGITS = 4;

export const toEntry = (entry: z.infer<typeof BoardResponse>["pickups"][number]): Entry => ({
  pickupId: entry.pickup_id,
  code: entry.confirmation_code,
  name: entry.customer_name,
  listing: entry.food_listing,
  quantity: entry.quantity,
  start: entry.start_time,
  end: entry.end_time,
  status: entry.status,
  phoneEnd: entry.customer_phone.replace(/\D/g, "").slice(-PHONE_DIGITS),
});

/** A day lasts as long past midnight as its last codes do. */
export const endOf = ({ date, zone }: Manifest): number => slotInstants(date, "00:00", "00:00", zone).end + MARGIN_MS;
export const isOver = (manifest: Manifest, now: number): boolean => now >= endOf(manifest);

/** The entry that was presented. A token must name both the pickup and its code. */
export const findEntry = ({ entries }: Manifest, presented: Presented): Entry | undefined =>
  entries.find(
    ({ pickupId, code }) => code === presented.code && (presented.kind === "code" || pickupId === presented.pickupId),
  );

/** The instants of an entry's slot. */
export const slotOf = ({ date, zone }: Manifest, { start, end }: Pick<Entry, "start" | "end">) =>
  slotInstants(date, start, end, zone);

export const withStatus = (manifest: Manifest, pickupId: string, status: PickupStatus): Manifest => ({
  ...manifest,
  entries: manifest.entries.map((entry) => (entry.pickupId === pickupId ? { ...entry, status } : entry)),
});
