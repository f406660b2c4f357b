import type { Schedule } from "../calls/places";
import { numberOf } from "../forms/use-form";

/** As they are typed. */
export interface ScheduleValues {
  listingId: string;
  locationId: string;
  opens: string;
  closes: string;
  totalSlots: string;
  maxOrders: string;
  buffer: string;
  isActive: boolean;
}

/** The fields of the API that this form has an input for. */
export const SCHEDULE_FIELDS = [
  "food_listing_id",
  "location_id",
  "pickup_window",
  "total_slots",
  "max_orders_per_slot",
  "slot_buffer_minutes",
] as const;

/** A new one begins as the service would have it. */
export function scheduleValues(schedule: Schedule | null, locationId: string): ScheduleValues {
  const [opens = "", closes = ""] = schedule?.pickup_window.split("-") ?? [];
  return {
    listingId: schedule?.food_listing.id ?? "",
    locationId: schedule?.location.id ?? locationId,
    opens,
    closes,
    totalSlots: String(schedule?.total_slots ?? 4),
    maxOrders: String(schedule?.max_orders_per_slot ?? 5),
    buffer: String(schedule?.slot_buffer_minutes ?? 5),
    isActive: schedule?.is_active ?? true,
  };
}

const plan = ({ locationId, opens, closes, totalSlots, maxOrders, buffer }: ScheduleValues) => ({
  location_id: locationId,
  pickup_window: `${opens}-${closes}`,
  total_slots: numberOf(totalSlots),
  max_orders_per_slot: numberOf(maxOrders),
  slot_buffer_minutes: numberOf(buffer),
});

export const newSchedule = (values: ScheduleValues): object => ({
  ...plan(values),
  food_listing_id: values.listingId.trim(),
});

/** Only what was changed, so that nothing is undone that somebody else changed meanwhile. */
export function scheduleChange(before: ScheduleValues, after: ScheduleValues): object {
  const was: Record<string, unknown> = { ...plan(before), is_active: before.isActive };
  const is = { ...plan(after), is_active: after.isActive };
  return Object.fromEntries(Object.entries(is).filter(([field, value]) => was[field] !== value));
}
