import * as z from "zod";
import { LIMITS } from "../../config";
import { foreignId, pickupWindow, printedInstant, printedRange, queryFlag, whole } from "./fields";
import { listOf, PageQuery } from "./page";

const totalSlots = whole(1, LIMITS.maxTotalSlots);
const maxOrders = whole(1, LIMITS.maxOrdersPerSlot);
const buffer = whole(0, LIMITS.maxSlotBufferMinutes);

export const NewSchedule = z.object({
  business_id: foreignId.optional(),
  food_listing_id: foreignId,
  location_id: foreignId,
  pickup_window: pickupWindow,
  total_slots: totalSlots.default(LIMITS.defaultTotalSlots),
  max_orders_per_slot: maxOrders.default(LIMITS.defaultMaxOrdersPerSlot),
  slot_buffer_minutes: buffer.default(LIMITS.defaultSlotBufferMinutes),
});

export const ScheduleChange = z.object({
  location_id: foreignId.optional(),
  pickup_window: pickupWindow.optional(),
  total_slots: totalSlots.optional(),
  max_orders_per_slot: maxOrders.optional(),
  slot_buffer_minutes: buffer.optional(),
  is_active: z.boolean().optional(),
});

export const ScheduleQuery = PageQuery.extend({
  business_id: foreignId.optional(),
  food_listing_id: foreignId.optional(),
  location_id: foreignId.optional(),
  is_active: queryFlag.optional(),
});

export const ScheduleResponse = z
  .strictObject({
    id: z.uuid(),
    food_listing: z.strictObject({
      id: z.string(),
      name: z.string(),
      status: z.string(),
      expiry_date: printedInstant.nullable(),
    }),
    location: z.strictObject({ id: z.uuid(), name: z.string(), address: z.string() }),
    pickup_window: printedRange,
    total_slots: z.int(),
    max_orders_per_slot: z.int(),
    slot_buffer_minutes: z.int(),
    slot_duration_minutes: z.int(),
    is_active: z.boolean(),
    created_at: printedInstant,
  })
  .meta({ id: "PickupSchedule" });

export const ScheduleList = listOf(ScheduleResponse);
