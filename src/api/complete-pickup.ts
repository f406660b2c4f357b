import { Hono } from "hono";
import { formatMoney } from "../domain/money";
import { notFound } from "../domain/refusal";
import { isoInstant } from "../domain/time";
import { allow } from "../http/auth";
import { actorOf, type SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { answers } from "../http/route-facts";
import { canManage } from "../http/tenant";
import { body } from "../http/validate";
import { isUuid } from "../ids";
import { completePickup } from "../operations/complete-pickup";
import { CompleteRequest, CompleteResponse } from "./schemas/pickups";

export const completions = new Hono<SignedIn>().post(
  "/:id",
  allow("provider", "admin"),
  body(CompleteRequest, { isOptional: true }),
  answers("Hand over the food", { 200: CompleteResponse }),
  async (c) => {
    c.set("changedSlotsOf", null);
    const id = c.req.param("id");
    const { actual_pickup_time, business_notes, verification_method } = c.req.valid("json");
    if (!isUuid(id)) return refuse(c, notFound);
    const completed = await completePickup(c.get("deps"), {
      pickupId: id,
      actor: actorOf(c),
      actualPickupAt: actual_pickup_time ?? null,
      method: verification_method ?? null,
      businessNotes: business_notes,
      isAllowed: (businessId) => canManage(c.get("principal"), businessId),
    });
    if (!completed.ok) return refuse(c, completed.error);
    const { pickup, rating } = completed.value;
    const actualPickupAt = pickup.actualPickupAt ?? c.get("deps").now;
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
          customer_satisfaction: rating ?? ("pending_review" as const),
        },
      },
      200,
    );
  },
);
