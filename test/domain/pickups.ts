import { newPickup, type Pickup } from "../../src/domain/pickup";
import { MINUTE_MS } from "../../src/domain/time";

/** 17:00-17:25 on 2026-06-26 in Johannesburg. */
export const STARTS = Date.parse("2026-06-26T15:00:00Z");
export const ENDS = STARTS + 25 * MINUTE_MS;
export const ZONE = "Africa/Johannesburg";

export const makePickup = (over: Partial<Pickup> = {}): Pickup => ({
  ...newPickup({
    id: "0197a5c0-0000-7000-8000-000000000001",
    businessId: "business-1",
    locationId: "location-1",
    slotId: "slot-1",
    foodListingId: "listing-1",
    orderId: "order-1",
    customerId: "customer-1",
    confirmationCode: "ABC234",
    date: "2026-06-26",
    startTime: "17:00",
    endTime: "17:25",
    startsAt: STARTS,
    endsAt: ENDS,
    quantity: 2,
    pricePerItemCents: 1_250,
    totalCents: 2_500,
    isPaidPurchase: true,
    customerNotes: null,
    createdAt: STARTS - 1_440 * MINUTE_MS,
  }),
  revision: 1,
  ...over,
});
