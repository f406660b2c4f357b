/** What the service answers, as this page reads it. */
import type * as z from "zod";
import type {
  AwaitingOrders,
  BookedResponse,
  CancelResponse,
  MyPickups,
  PickupResponse,
} from "../../api/schemas/pickups";
import type { AvailabilityResponse } from "../../api/schemas/slots";

export type Order = z.infer<typeof AwaitingOrders>["results"][number];
export type Item = Order["items"][number];
export type Availability = z.infer<typeof AvailabilityResponse>;
export type Slot = Availability["available_slots"][number];
export type Booked = z.infer<typeof BookedResponse>;
export type ListedPickup = z.infer<typeof MyPickups>["results"][number];
export type Pickup = z.infer<typeof PickupResponse>;
export type Cancelled = z.infer<typeof CancelResponse>;
