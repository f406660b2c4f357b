/** The contract's QR object: the fields of its sections 3.2.6, 3.3.2 and 8.1 together. */
import type { Pickup } from "../domain/pickup";
import { isoInstant } from "../domain/time";

const QR_VERSION = "1.0";

const contents = (pickup: Pickup, locationName: string) => ({
  pickup_id: pickup.id,
  order_id: pickup.orderId,
  confirmation_code: pickup.confirmationCode,
  business_id: pickup.businessId,
  scheduled_time: `${pickup.date} ${pickup.startTime}`,
  location: locationName,
  customer_id: pickup.customerId,
  generated_at: isoInstant(pickup.createdAt),
  version: QR_VERSION,
});

/** Empty for an anonymised pickup (11.2). */
export const qrContents = (pickup: Pickup, locationName: string) =>
  pickup.anonymizedAt === null ? contents(pickup, locationName) : {};
