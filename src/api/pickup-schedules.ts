import { Hono } from "hono";
import { findLocation } from "../db/locations";
import { findSchedule, listSchedules, type ScheduleContext } from "../db/schedules";
import { notFound } from "../domain/refusal";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { pageRequest, paginated } from "../http/pagination";
import { answers, mayRefuse } from "../http/route-facts";
import { businessOf, canManage } from "../http/tenant";
import { body, query } from "../http/validate";
import { isUuid } from "../ids";
import { changeSchedule, closeSchedule } from "../operations/change-schedule";
import { createSchedule } from "../operations/create-schedule";
import type { Deps } from "../operations/deps";
import { toScheduleResponse } from "./schedule-response";
import { NewSchedule, ScheduleChange, ScheduleList, ScheduleQuery, ScheduleResponse } from "./schemas/pickup-schedules";

export const pickupSchedules = new Hono<SignedIn>()
  .get(
    "/",
    allow("provider", "admin"),
    query(ScheduleQuery),
    answers("Pickup schedules of a business's listings", { 200: ScheduleList }),
    async (c) => {
      const { db } = c.get("deps");
      const { business_id, food_listing_id, location_id, is_active, ...page } = c.req.valid("query");
      const businessId = businessOf(c.get("principal"), business_id);
      if (!businessId.ok) return refuse(c, businessId.error);
      if (location_id !== undefined && (await findLocation(db, location_id))?.businessId !== businessId.value) {
        return refuse(c, { kind: "invalid_location", locationId: location_id, businessId: businessId.value });
      }
      const filter = {
        businessId: businessId.value,
        foodListingId: food_listing_id,
        locationId: location_id,
        isActive: is_active,
      };
      const { count, rows } = await listSchedules(db, filter, pageRequest(page));
      return c.json(paginated(c, pageRequest(page), count, rows.map(toScheduleResponse)), 200);
    },
  )
  .post(
    "/",
    allow("provider", "admin"),
    body(NewSchedule),
    mayRefuse(404),
    answers("Give a food listing its pickup schedule and slots", { 201: ScheduleResponse }),
    async (c) => {
      const input = c.req.valid("json");
      const businessId = businessOf(c.get("principal"), input.business_id);
      if (!businessId.ok) return refuse(c, businessId.error);
      const created = await createSchedule(c.get("deps"), {
        businessId: businessId.value,
        foodListingId: input.food_listing_id,
        locationId: input.location_id,
        pickupWindow: input.pickup_window,
        totalSlots: input.total_slots,
        maxOrdersPerSlot: input.max_orders_per_slot,
        slotBufferMinutes: input.slot_buffer_minutes,
      });
      return created.ok ? c.json(toScheduleResponse(created.value), 201) : refuse(c, created.error);
    },
  )
  .get("/:id", allow("provider", "admin"), answers("One pickup schedule", { 200: ScheduleResponse }), async (c) => {
    const context = await findManaged(c.get("deps"), c.get("principal"), c.req.param("id"));
    return context ? c.json(toScheduleResponse(context), 200) : refuse(c, notFound);
  })
  .patch(
    "/:id",
    allow("provider", "admin"),
    body(ScheduleChange),
    answers("Change a pickup schedule; bookings stay", { 200: ScheduleResponse }),
    async (c) => {
      const deps = c.get("deps");
      const context = await findManaged(deps, c.get("principal"), c.req.param("id"));
      if (!context) return refuse(c, notFound);
      const input = c.req.valid("json");
      const changed = await changeSchedule(deps, context, {
        ...(input.location_id !== undefined && { locationId: input.location_id }),
        ...(input.pickup_window !== undefined && { pickupWindow: input.pickup_window }),
        ...(input.total_slots !== undefined && { totalSlots: input.total_slots }),
        ...(input.max_orders_per_slot !== undefined && { maxOrdersPerSlot: input.max_orders_per_slot }),
        ...(input.slot_buffer_minutes !== undefined && { slotBufferMinutes: input.slot_buffer_minutes }),
        ...(input.is_active !== undefined && { isActive: input.is_active }),
      });
      return changed.ok ? c.json(toScheduleResponse(changed.value), 200) : refuse(c, changed.error);
    },
  )
  .delete(
    "/:id",
    allow("provider", "admin"),
    answers("Close a pickup schedule; bookings stay", { 204: null }),
    async (c) => {
      const deps = c.get("deps");
      const context = await findManaged(deps, c.get("principal"), c.req.param("id"));
      if (!context) return refuse(c, notFound);
      await closeSchedule(deps, context);
      return c.body(null, 204);
    },
  );

async function findManaged(
  { db }: Deps,
  principal: SignedIn["Variables"]["principal"],
  id: string,
): Promise<ScheduleContext | null> {
  const context = isUuid(id) ? await findSchedule(db, id) : undefined;
  return context && canManage(principal, context.schedule.businessId) ? context : null;
}
