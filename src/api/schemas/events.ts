import * as z from "zod";
import { DEFAULT_TIMEZONE, LIMITS } from "../../config";
import { ORDER_KINDS, ROLES } from "../../domain/vocabulary";
import {
  foreignId,
  httpUrl,
  instant,
  latitude,
  line,
  longitude,
  money,
  operatingHours,
  optionalLine,
  pickupWindow,
  timezone,
  whole,
} from "./fields";

const event = <T extends string, D extends z.ZodType>(type: T, data: D) => z.object({ type: z.literal(type), data });
const text = (max: number) =>
  optionalLine(max)
    .nullish()
    .transform((value) => value ?? "");
/** Left out or null: unknown. Both write null, so that an event leaves the same row whatever came before. */
const optional = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? null);
const url = optional(httpUrl);

const listing = z.object({
  id: foreignId,
  business_id: foreignId,
  name: line(LIMITS.nameLength),
  description: z
    .string()
    .max(LIMITS.descriptionLength)
    .nullish()
    .transform((value) => value ?? ""),
  category: optional(optionalLine(LIMITS.nameLength)),
  image: url,
  price: optional(money),
  status: line(LIMITS.idLength),
  expiry_date: optional(instant),
  pickup_window: optional(pickupWindow),
});

/** The types that this service acts on. Any other type is accepted and ignored. */
export const KnownEvent = z.discriminatedUnion("type", [
  event(
    "business.upserted",
    z.object({
      id: foreignId,
      name: line(LIMITS.nameLength),
      address: text(LIMITS.addressLength),
      phone: text(LIMITS.nameLength),
      logo: url,
      timezone: timezone.nullish().transform((zone) => zone ?? DEFAULT_TIMEZONE),
      latitude: optional(latitude),
      longitude: optional(longitude),
      owner_user_id: optional(foreignId),
      operating_hours: optional(operatingHours),
    }),
  ),
  event(
    "user.upserted",
    z.object({
      id: foreignId,
      user_type: z.enum(ROLES),
      name: text(LIMITS.nameLength),
      email: text(LIMITS.addressLength),
      phone: text(LIMITS.nameLength),
      locale: optional(optionalLine(LIMITS.idLength)),
      latitude: optional(latitude),
      longitude: optional(longitude),
      notifications: optional(
        z.object({ email: z.boolean().default(true), sms: z.boolean().default(true), push: z.boolean().default(true) }),
      ),
    }),
  ),
  event("user.deleted", z.object({ id: foreignId })),
  event("listing.created", listing),
  event("listing.updated", listing),
  event("listing.expired", z.object({ id: foreignId })),
  event(
    "order.confirmed",
    z.object({
      id: foreignId,
      customer_id: foreignId,
      business_id: foreignId,
      interaction_id: optional(foreignId),
      kind: z.enum(ORDER_KINDS),
      status: line(LIMITS.idLength),
      payment_status: text(LIMITS.idLength),
      total_amount: money,
      items: z
        .array(z.object({ food_listing_id: foreignId, quantity: whole(1, LIMITS.maxQuantity), price_per_item: money }))
        .min(1)
        .max(LIMITS.orderItems),
    }),
  ),
  event("order.cancelled", z.object({ id: foreignId })),
  event(
    "review.created",
    z.object({
      id: foreignId,
      interaction_id: optional(foreignId),
      order_id: optional(foreignId),
      rating: optional(whole(1, 5)),
    }),
  ),
]);
export type KnownEvent = z.output<typeof KnownEvent>;

export const EVENT_TYPES: readonly string[] = KnownEvent.options.map((option) => option.shape.type.value);

/** The CloudEvents 1.0 envelope. */
export const CloudEvent = z.object({
  specversion: z.literal("1.0"),
  id: line(LIMITS.eventIdLength),
  source: line(LIMITS.eventIdLength),
  type: line(LIMITS.eventIdLength),
  time: instant,
  data: z.unknown(),
});
export type CloudEvent = z.output<typeof CloudEvent>;

const Batch = z.array(CloudEvent).min(1).max(LIMITS.eventsPerCall);
export const EventsRequest = z.union([CloudEvent, Batch]);
/** As `EventsRequest`, one event read as a list of one, so that errors name their place. */
export const EventList = z.preprocess((value) => (Array.isArray(value) ? value : [value]), Batch);

export const EventsResponse = z.strictObject({
  accepted: z.int(),
  duplicates: z.int(),
  stale: z.int(),
});
