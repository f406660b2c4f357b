import { Hono } from "hono";
import { open } from "../crypto/cipher";
import { canCancel } from "../domain/pickup-lifecycle";
import { isoInstantOrNull } from "../domain/time";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { answers, mayRefuse } from "../http/route-facts";
import { body } from "../http/validate";
import { bookPickup } from "../operations/book-pickup";
import { qrCode } from "./qr-code";
import { BookedResponse, ScheduleRequest } from "./schemas/pickups";

export const schedule = new Hono<SignedIn>().post(
  "/",
  allow("customer", "ngo"),
  body(ScheduleRequest),
  mayRefuse(404, 409),
  answers("Book a pickup", { 201: BookedResponse }),
  async (c) => {
    const deps = c.get("deps");
    const input = c.req.valid("json");
    c.set("changedSlotsOf", input.food_listing_id);
    const booked = await bookPickup(deps, {
      customerId: c.get("principal").userId,
      orderId: input.order_id,
      foodListingId: input.food_listing_id,
      slotId: input.time_slot_id,
      date: input.date,
      notes: input.customer_notes,
    });
    if (!booked.ok) return refuse(c, booked.error);
    const { pickup, listing, business, location, warnings, reminders } = booked.value;
    return c.json(
      {
        pickup: {
          id: pickup.id,
          confirmation_code: pickup.confirmationCode,
          scheduled_date: pickup.date,
          scheduled_time: `${pickup.startTime}-${pickup.endTime}`,
          location: {
            name: location.name,
            address: location.address,
            contact_person: location.contactPerson,
            contact_phone: location.contactPhone,
            instructions: location.instructions,
          },
          food_listing: { name: listing.name, quantity: pickup.quantity, business: business.name },
          status: pickup.status,
          customer_notes: await open(deps.config.encryptionKeys, pickup.customerNotes),
          can_cancel: canCancel(pickup, "customer", deps.now),
        },
        qr_code: await qrCode(c, deps, pickup, location.name),
        reminders: {
          email_sent: reminders.isEmailSent,
          sms_scheduled: isoInstantOrNull(reminders.smsAt),
          push_notification_scheduled: isoInstantOrNull(reminders.pushAt),
        },
        warnings,
      },
      201,
    );
  },
);
