/** Writes a business's pickups out as they are read, a page at a time, so that a year takes no more memory than a day. */
import { LIMITS } from "../config";
import { open } from "../crypto/cipher";
import { type AnalyticsFilter, type ExportCursor, pickupsToExport } from "../db/analytics";
import { csvLine } from "../domain/csv";
import { errorName } from "../domain/error-name";
import { isoInstantOrNull } from "../domain/time";
import type { Deps } from "./deps";

type Stretch = Pick<AnalyticsFilter, "businessId" | "from" | "to">;

/** Contract 10.1's fields, in its order. */
const FIELDS = [
  "date",
  "time",
  "confirmation_code",
  "food_listing",
  "location",
  "status",
  "customer_type",
  "order_value",
  "actual_pickup_time",
  "customer_notes",
  "business_notes",
] as const;

type ExportedPickup = Record<(typeof FIELDS)[number], string | number | null>;

/** The stream fails when a page cannot be read: what was written so far must not look like all there is. */
export function exportPickups(deps: Deps, stretch: Stretch, format: "csv" | "json"): ReadableStream<Uint8Array> {
  const pages = pagesOf(deps, stretch);
  const encoder = new TextEncoder();
  let isFirst = true;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        // A reader who waits is only served again by something to read: a last page without rows writes nothing.
        for (let text = ""; text === ""; ) {
          const { done, value: page = [] } = await pages.next();
          text = format === "csv" ? csvOf(page, isFirst) : jsonOf(page, isFirst, done === true);
          isFirst = false;
          if (text !== "") controller.enqueue(encoder.encode(text));
          if (done) return controller.close();
        }
      } catch (error) {
        logFailure(deps, error);
        controller.error(error);
      }
    },
  });
}

/** The answer has begun, so nobody else hears of it. */
function logFailure({ requestId: request_id }: Deps, error: unknown): void {
  console.error(JSON.stringify({ level: "error", event: "export_failed", request_id, error: errorName(error) }));
}

async function* pagesOf(deps: Deps, stretch: Stretch): AsyncGenerator<ExportedPickup[], void> {
  const keys = deps.config.encryptionKeys;
  for (let after: ExportCursor = { date: stretch.from, startsAt: 0, id: "" }; ; ) {
    const rows = await pickupsToExport(deps.replica, stretch, { after, limit: LIMITS.exportBatch });
    yield await Promise.all(
      rows.map(async ({ pickup, listingName, locationName, customerType, orderCents }) => ({
        date: pickup.date,
        time: pickup.startTime,
        confirmation_code: pickup.confirmationCode,
        food_listing: listingName,
        location: locationName,
        status: pickup.status,
        customer_type: customerType,
        order_value: orderCents === null ? null : orderCents / 100,
        actual_pickup_time: isoInstantOrNull(pickup.actualPickupAt),
        customer_notes: await open(keys, pickup.customerNotes),
        business_notes: await open(keys, pickup.businessNotes),
      })),
    );
    const last = rows.at(-1);
    if (!last || rows.length < LIMITS.exportBatch) return;
    after = last.pickup;
  }
}

const csvOf = (page: ExportedPickup[], isFirst: boolean): string =>
  [...(isFirst ? [csvLine(FIELDS)] : []), ...page.map((row) => csvLine(FIELDS.map((field) => row[field])))].join("");

function jsonOf(page: ExportedPickup[], isFirst: boolean, isLast: boolean): string {
  const rows = page.map((row) => JSON.stringify(row)).join(",\n");
  return `${isFirst ? "[\n" : ""}${!isFirst && rows ? ",\n" : ""}${rows}${isLast ? "\n]\n" : ""}`;
}
