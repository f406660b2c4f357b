import { Hono } from "hono";
import { LIMITS } from "../config";
import { seal } from "../crypto/cipher";
import { deleteSubscription, putSubscription } from "../db/push-subscriptions";
import { isPublicHttpsUrl } from "../domain/public-url";
import { conflict, type FieldErrors, notFound } from "../domain/refusal";
import { isoInstant } from "../domain/time";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { answers, mayRefuse } from "../http/route-facts";
import { body } from "../http/validate";
import { isAuthSecret, isPoint, subscriptionId } from "../notifications/subscription";
import { NewPushSubscription, OldPushSubscription, PushSubscriptionResponse } from "./schemas/push";

export const pushSubscriptions = new Hono<SignedIn>()
  .post(
    "/",
    allow("customer", "ngo", "provider"),
    body(NewPushSubscription),
    answers("Send the caller's notifications to a browser", { 201: PushSubscriptionResponse }),
    async (c) => {
      const { db, now, config } = c.get("deps");
      const { endpoint, keys } = c.req.valid("json");
      const details: FieldErrors = {};
      if (!isPublicHttpsUrl(endpoint, config)) details.endpoint = ["Must be a public https address"];
      if (!(await isPoint(keys.p256dh))) details["keys.p256dh"] = ["Must be a point of P-256"];
      if (!isAuthSecret(keys.auth)) details["keys.auth"] = ["Must be 16 bytes in base64url"];
      if (Object.keys(details).length > 0) return refuse(c, { kind: "validation", details });
      const row = {
        id: await subscriptionId(endpoint),
        userId: c.get("principal").userId,
        sealedSubscription: await seal(config.encryptionKeys, JSON.stringify({ endpoint, keys })),
        createdAt: now,
      };
      const createdAt = await putSubscription(db, row, LIMITS.pushSubscriptionsPerUser);
      return createdAt === null ? refuse(c, tooMany) : c.json({ id: row.id, created_at: isoInstant(createdAt) }, 201);
    },
  )
  .delete(
    "/",
    allow("customer", "ngo", "provider"),
    body(OldPushSubscription),
    mayRefuse(404),
    answers("Send the caller's notifications there no longer", { 204: null }),
    async (c) => {
      const id = await subscriptionId(c.req.valid("json").endpoint);
      const isDeleted = await deleteSubscription(c.get("deps").db, { id, userId: c.get("principal").userId });
      return isDeleted ? c.body(null, 204) : refuse(c, notFound);
    },
  );

const tooMany = conflict(`At most ${LIMITS.pushSubscriptionsPerUser} browsers can be subscribed`, {
  rule: "push_subscription_limit",
  limit: LIMITS.pushSubscriptionsPerUser,
});
