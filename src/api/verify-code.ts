import { Hono } from "hono";
import type * as z from "zod";
import { open } from "../crypto/cipher";
import { isoInstant } from "../domain/time";
import { allow } from "../http/auth";
import { actorOf, type SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { answers, mayRefuse } from "../http/route-facts";
import { businessOf } from "../http/tenant";
import { body } from "../http/validate";
import { type Presented, verifyPickup } from "../operations/verify-pickup";
import { qrContents } from "../qr/contents";
import { VerifyRequest, VerifyResponse } from "./schemas/pickups";

export const verifyCode = new Hono<SignedIn>().post(
  "/",
  allow("provider", "admin"),
  body(VerifyRequest),
  mayRefuse(404),
  answers("Check a code at the counter", { 200: VerifyResponse }),
  async (c) => {
    c.set("changedSlotsOf", null);
    const deps = c.get("deps");
    const principal = c.get("principal");
    const input = c.req.valid("json");
    const businessId = businessOf(principal, input.business_id);
    if (!businessId.ok) return refuse(c, businessId.error);
    const verified = await verifyPickup(deps, {
      presented: toPresented(input),
      businessId: businessId.value,
      actor: actorOf(c),
    });
    if (!verified.ok) return refuse(c, verified.error);
    const { pickup, customer, listing, location } = verified.value;
    const keys = deps.config.encryptionKeys;
    c.set("answerAbout", pickup.customerId);
    return c.json(
      {
        pickup: {
          id: pickup.id,
          confirmation_code: pickup.confirmationCode,
          customer: {
            name: customer?.name ?? "",
            phone: await open(keys, customer?.sealedPhone ?? null),
            email: await open(keys, customer?.sealedEmail ?? null),
          },
          food_listing: { name: listing.name, quantity: pickup.quantity },
          scheduled_time: isoInstant(pickup.startsAt),
          location: location.name,
          status: pickup.status,
          customer_notes: await open(keys, pickup.customerNotes),
          qr_code_data: qrContents(pickup, location.name),
        },
        verification_successful: true as const,
      },
      200,
    );
  },
);

function toPresented(input: z.output<typeof VerifyRequest>): Presented {
  if (input.qr_token !== undefined) return { method: "qr_token", token: input.qr_token };
  if (input.qr_data !== undefined) {
    const { pickup_id: pickupId, confirmation_code: code, business_id: businessId } = input.qr_data;
    return { method: "qr_data", pickupId, code, businessId };
  }
  return { method: "confirmation_code", code: input.confirmation_code ?? "" };
}
