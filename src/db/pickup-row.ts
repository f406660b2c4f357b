import { getTableColumns } from "drizzle-orm";
import type { Pickup } from "../domain/pickup";
import { scheduledPickups } from "./schema";

const fields = Object.entries(getTableColumns(scheduledPickups));

/** A row of `scheduled_pickups` as a written-out statement answers it, by the columns' names. */
export function toPickup(row: Record<string, unknown>): Pickup {
  const values = fields.map(([key, column]) => {
    const value = row[column.name] ?? null;
    return [key, value === null ? null : column.mapFromDriverValue(value)];
  });
  return Object.fromEntries(values) as Pickup;
}
