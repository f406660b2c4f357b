import * as z from "zod";
import { LIMITS } from "../../config";
import { printedInstant } from "./fields";

export const PushKeyResponse = z.strictObject({
  public_key: z.string().meta({ description: "`applicationServerKey` of `PushManager.subscribe()`, base64url" }),
});

const endpoint = z
  .string("Must be text")
  .max(LIMITS.urlLength)
  .regex(/^https:/i, "Must be an https address");

/** `PushSubscription.toJSON()` of a browser. */
export const NewPushSubscription = z.object({
  endpoint,
  keys: z.object(
    {
      p256dh: z.string("Must be text").regex(/^[\w-]{87}$/, "Must be 65 bytes in base64url"),
      auth: z.string("Must be text").regex(/^[\w-]{22}$/, "Must be 16 bytes in base64url"),
    },
    "Must hold p256dh and auth",
  ),
});

export const PushSubscriptionResponse = z.strictObject({
  id: z.string(),
  created_at: printedInstant,
});

export const OldPushSubscription = z.object({ endpoint });
