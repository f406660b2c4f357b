import type * as z from "zod";
import type { ShownSchedule } from "../db/schedules";
import { isoInstant } from "../domain/time";
import { durationOf } from "../operations/schedule-rules";
import type { ScheduleResponse } from "./schemas/pickup-schedules";

/** A schedule as the contract prints it (3.2.3). */
export function toScheduleResponse({ schedule, listing, location }: ShownSchedule): z.output<typeof ScheduleResponse> {
  return {
    id: schedule.id,
    food_listing: {
      id: listing.id,
      name: listing.name,
      status: listing.status,
      expiry_date: listing.expiresAt === null ? null : isoInstant(listing.expiresAt),
    },
    location: { id: location.id, name: location.name, address: location.address },
    pickup_window: schedule.pickupWindow,
    total_slots: schedule.totalSlots,
    max_orders_per_slot: schedule.maxOrdersPerSlot,
    slot_buffer_minutes: schedule.slotBufferMinutes,
    slot_duration_minutes: durationOf(schedule),
    is_active: schedule.isActive,
    created_at: isoInstant(schedule.createdAt),
  };
}
