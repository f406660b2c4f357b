/** Cloudflare's published prices of 2026 in dollars, beyond the plan's fee; to be read again before anybody relies on them. */
import type { Load } from "./load.ts";

const GB = 1e9;

/** Of what goes beyond what is included, by the million. */
const millions = (amount: number, price: number, included = 0): number =>
  (Math.max(0, amount - included) / 1e6) * price;
const gigabytes = (bytes: number, price: number, included = 0): number => Math.max(0, bytes / GB - included) * price;

/** Of a month with a year stored. Rows read cost under a hundredth of rows written and are left out. */
export const costs = ({ month, databaseBytes, objectBytes, imageBytes }: Load): Record<string, number> => ({
  Workers: millions(month.requests, 0.3, 10e6),
  D1: millions(month.rowsWritten, 1, 50e6) + gigabytes(databaseBytes, 0.75, 5),
  "Durable Objects":
    millions(month.objectCalls, 0.15, 1e6) +
    millions(month.objectGbSeconds, 12.5, 400_000) +
    millions(month.objectRowsWritten, 1) +
    gigabytes(objectBytes, 0.2),
  R2: millions(month.images, 4.5) + millions(month.images, 0.36) + gigabytes(imageBytes, 0.015),
  Queues: millions(month.queueOperations, 0.4, 1e6),
});
