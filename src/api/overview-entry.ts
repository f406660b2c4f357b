/** A pickup as its counter sees it, for the overview and the live board alike. */
import type * as z from "zod";
import type { Keyring } from "../config";
import { open } from "../crypto/cipher";
import type { OverviewRow } from "../db/pickups";
import { formatMoney } from "../domain/money";
import type { OverviewEntry } from "./schemas/pickups";

type Entry = z.infer<typeof OverviewEntry>;

/** The same with its phone number still sealed: what may be kept, and compared without opening it. */
export type SealedEntry = Omit<Entry, "customer_phone"> & { customer_phone: string | null };

export const toSealedEntry = ({ pickup, listingName, customerName, sealedPhone }: OverviewRow): SealedEntry => ({
  pickup_id: pickup.id,
  confirmation_code: pickup.confirmationCode,
  customer_name: customerName ?? "",
  customer_phone: sealedPhone,
  food_listing: listingName,
  time: pickup.startTime,
  start_time: pickup.startTime,
  end_time: pickup.endTime,
  quantity: pickup.quantity,
  total_value: formatMoney(pickup.totalCents),
  status: pickup.status,
});

export const openEntry = async (keys: Keyring, entry: SealedEntry): Promise<Entry> => ({
  ...entry,
  customer_phone: await open(keys, entry.customer_phone),
});
