import { Hono } from "hono";
import { sealOptional } from "../crypto/cipher";
import { findPickupDetails } from "../db/pickups";
import { formatMoney } from "../domain/money";
import { notFound } from "../domain/refusal";
import { isoInstant } from "../domain/time";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { answers } from "../http/route-facts";
import { canManage } from "../http/tenant";
import { body } from "../http/validate";
import { isUuid } from "../ids";
import { changePickup } from "../operations/change-pickup";
import { CompleteRequest, CompleteResponse } from "./schemas/pickups";

export const completePickup = new Hono<SignedIn>().post(
  "/:id",
  allow("provider", "admin"),
  body(CompleteRequest, { isOptional: true }),
  answers("Hand over the food", { 200: CompleteResponse }),
  async (c) => {
    const deps = c.get("deps");
    const id = c.req.param("id");
    const details = isUuid(id) ? await findPickupDetails(deps.db, id) : undefined;
    if (!details || !canManage(c.get("principal"), details.pickup.businessId)) return refuse(c, notFound);
    const { actual_pickup_time, business_notes, verification_method } = c.req.valid("json");
    const completed = await changePickup(deps, details.pickup, {
      change: {
        type: "complete",
        actualPickupAt: actual_pickup_time ?? null,
        method: verification_method ?? null,
        businessNotes: await sealOptional(deps.config.encryptionKeys, business_notes),
      },
    });
    if (!completed.ok) return refuse(c, completed.error);
    const pickup = completed.value;
    const actualPickupAt = pickup.actualPickupAt ?? deps.now;
    return c.json(
      {
        message: "Pickup completed successfully",
        pickup_id: pickup.id,
        status: pickup.status,
        actual_pickup_time: isoInstant(actualPickupAt),
        scheduled_time: isoInstant(pickup.startsAt),
        on_time: actualPickupAt <= pickup.endsAt,
        completion_summary: {
          items_collected: pickup.quantity,
          total_value: formatMoney(pickup.totalCents),
          customer_satisfaction: details.rating ?? ("pending_review" as const),
        },
      },
      200,
    );
  },
);
