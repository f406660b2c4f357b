import { type Context, Hono } from "hono";
import { open, sealOptional } from "../crypto/cipher";
import { findPickupDetails, type PickupDetails, readPickupDetails } from "../db/pickups";
import { directionsTo } from "../directions/directions";
import { type Coordinates, coordinatesOf } from "../domain/coordinates";
import { formatMoney } from "../domain/money";
import { canCancel, cancellationDeadline } from "../domain/pickup-lifecycle";
import { invalid, notFound } from "../domain/refusal";
import { isoInstant, isoInstantOrNull } from "../domain/time";
import type { AccessAction, Canceller } from "../domain/vocabulary";
import { allow } from "../http/auth";
import { actorOf, type SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import type { Principal } from "../http/principal";
import { answers } from "../http/route-facts";
import { canSee } from "../http/tenant";
import { body, query } from "../http/validate";
import { isUuid } from "../ids";
import { auditChange, lookOf } from "../operations/audit";
import { changePickup } from "../operations/change-pickup";
import type { Deps } from "../operations/deps";
import { calendarFile } from "./calendar-file";
import { locationFields } from "./location-fields";
import { qrCode } from "./qr-code";
import { CancelRequest, CancelResponse, PickupChange, PickupQuery, PickupResponse } from "./schemas/pickups";

export const pickups = new Hono<SignedIn>()
  .get("/:id", allow(), query(PickupQuery), answers("One pickup", { 200: PickupResponse }), async (c) => {
    const details = await readVisible(c, c.req.param("id"));
    if (!details) return refuse(c, notFound);
    return c.json(await toResponse(c, details, originOf(details, c.get("principal"), c.req.valid("query"))), 200);
  })
  .get(
    "/:id/calendar.ics",
    allow(),
    answers("One pickup as a file for a calendar", { 200: null }, "text/calendar"),
    async (c) => {
      const details = await readVisible(c, c.req.param("id"));
      if (!details) return refuse(c, notFound);
      const showsCode = details.pickup.customerId === c.get("principal").userId;
      return c.body(calendarFile(details, { now: c.get("deps").now, showsCode }), 200, {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": `attachment; filename="pickup-${details.pickup.date}.ics"`,
      });
    },
  )
  .patch(
    "/:id",
    allow("provider", "admin"),
    body(PickupChange),
    answers("Mark a pickup as missed once its slot has ended", { 200: PickupResponse }),
    async (c) => {
      const deps = c.get("deps");
      const details = await findVisible(deps, c.get("principal"), c.req.param("id"));
      if (!details) return refuse(c, notFound);
      const { business_notes } = c.req.valid("json");
      const businessNotes = await sealOptional(deps.config.encryptionKeys, business_notes);
      const changed = await auditChange(deps, actorOf(c), changeOf("miss", details), () =>
        changePickup(deps, details.pickup, { change: { type: "miss", by: "business", businessNotes } }),
      );
      if (!changed.ok) return refuse(c, changed.error);
      c.set("answerAbout", details.pickup.customerId);
      return c.json(await toResponse(c, { ...details, pickup: changed.value }, null), 200);
    },
  )
  .on(
    ["DELETE", "POST"],
    "/:id/cancel",
    allow(),
    body(CancelRequest, { isOptional: true }),
    answers("Cancel a pickup and free its seat", { 200: CancelResponse }),
    async (c) => {
      const deps = c.get("deps");
      const principal = c.get("principal");
      const details = await findVisible(deps, principal, c.req.param("id"));
      if (!details) return refuse(c, notFound);
      c.set("changedSlotsOf", details.pickup.foodListingId);
      const { reason, notify_business } = c.req.valid("json");
      const by = cancellerOf(principal);
      if (by !== "customer" && !reason) return refuse(c, invalid("reason", "The business must give a reason"));
      const sealed = await sealOptional(deps.config.encryptionKeys, reason);
      const cancel = { change: { type: "cancel", by, reason: sealed }, notifyBusiness: notify_business } as const;
      const changed = await auditChange(deps, actorOf(c), changeOf("cancel", details), () =>
        changePickup(deps, details.pickup, cancel),
      );
      if (!changed.ok) return refuse(c, changed.error);
      return c.json(
        {
          message: "Pickup cancelled successfully",
          pickup_id: changed.value.id,
          status: changed.value.status,
          cancellation_time: isoInstant(changed.value.cancelledAt ?? deps.now),
          refund_eligible: changed.value.isRefundEligible ?? false,
          slot_released: true,
          business_notified: notify_business,
        },
        200,
      );
    },
  );

const changeOf = (action: AccessAction, { pickup }: PickupDetails) => ({
  action,
  pickupId: pickup.id,
  businessId: pickup.businessId,
});

/** The pickup if the caller may see it. */
async function findVisible({ db }: Deps, principal: Principal, id: string): Promise<PickupDetails | null> {
  const details = isUuid(id) ? await findPickupDetails(db, id) : undefined;
  return details && canSee(principal, details.pickup) ? details : null;
}

/**
 * The same for a call that does no more than look: that staff did is on record, in the same round trip. A replica that has
 * not heard of a pickup is no reason to deny it.
 */
async function readVisible(c: Context<SignedIn>, id: string): Promise<PickupDetails | null> {
  if (!isUuid(id)) return null;
  const [deps, principal] = [c.get("deps"), c.get("principal")];
  const look = lookOf(deps, actorOf(c), principal);
  const details = (await readPickupDetails(deps.replica, id, look)) ?? (await readPickupDetails(deps.db, id, look));
  return details && canSee(principal, details.pickup) ? details : null;
}

const cancellerOf = ({ role }: Principal): Canceller =>
  role === "admin" ? "admin" : role === "provider" ? "business" : "customer";

/** Where the caller sets out from: as asked, else the stored place of a customer who asks about an own pickup. */
function originOf(
  { pickup, customer }: PickupDetails,
  { userId }: Principal,
  asked: { origin_lat?: string; origin_lng?: string },
): Coordinates | null {
  const stored = pickup.customerId === userId ? customer : null;
  const latitude = asked.origin_lat ?? stored?.latitude;
  const longitude = asked.origin_lng ?? stored?.longitude;
  return latitude != null && longitude != null ? coordinatesOf({ latitude, longitude }) : null;
}

async function toResponse(
  c: Parameters<typeof qrCode>[0] & { get(key: "deps"): Deps; get(key: "principal"): Principal },
  { pickup, listing, business, location, isReminded }: PickupDetails,
  origin: Coordinates | null,
) {
  const deps = c.get("deps");
  const keys = deps.config.encryptionKeys;
  return {
    id: pickup.id,
    confirmation_code: pickup.confirmationCode,
    food_listing: {
      id: listing.id,
      name: listing.name,
      description: listing.description,
      image: listing.image,
      quantity: pickup.quantity,
      price_per_item: formatMoney(pickup.pricePerItemCents),
      total_value: formatMoney(pickup.totalCents),
    },
    business: {
      id: business.id,
      name: business.name,
      address: business.address,
      phone: business.phone,
      logo: business.logo,
      timezone: business.timezone,
    },
    location: {
      ...locationFields(location),
    },
    scheduled_date: pickup.date,
    scheduled_start_time: pickup.startTime,
    scheduled_end_time: pickup.endTime,
    actual_pickup_time: isoInstantOrNull(pickup.actualPickupAt),
    status: pickup.status,
    customer_notes: await open(keys, pickup.customerNotes),
    business_notes: await open(keys, pickup.businessNotes),
    qr_code: await qrCode(c, deps, pickup, location.name),
    reminder_sent: isReminded,
    can_cancel: canCancel(pickup, cancellerOf(c.get("principal")), deps.now),
    cancellation_deadline: isoInstant(cancellationDeadline(pickup.startsAt)),
    directions: await directionsTo(deps.config, location, origin),
    created_at: isoInstant(pickup.createdAt),
  };
}
