import * as z from "zod";
import { LIMITS } from "../../config";
import { PICKUP_STATUSES, VERIFICATION_METHODS } from "../../domain/vocabulary";
import {
  foreignId,
  instant,
  latitude,
  line,
  localDate,
  longitude,
  notes,
  printedCode,
  printedDate,
  printedDegrees,
  printedInstant,
  printedMoney,
  printedRange,
  printedTime,
} from "./fields";
import { listOf, PageQuery } from "./page";

const status = z.enum(PICKUP_STATUSES);

const QrContents = z.strictObject({
  pickup_id: z.uuid(),
  order_id: z.string(),
  confirmation_code: printedCode,
  business_id: z.string(),
  scheduled_time: z.string(),
  location: z.string(),
  customer_id: z.string(),
  generated_at: printedInstant,
  version: z.string(),
});

/** Empty once the pickup is anonymised. */
const QrData = z.union([QrContents, z.strictObject({})]);
const QrCode = z.strictObject({ data: QrData, image_url: z.url() });

export const ScheduleRequest = z.object({
  order_id: foreignId,
  food_listing_id: foreignId,
  time_slot_id: foreignId,
  date: localDate,
  customer_notes: notes().default(""),
});

export const BookedResponse = z.strictObject({
  pickup: z.strictObject({
    id: z.uuid(),
    confirmation_code: printedCode,
    scheduled_date: printedDate,
    scheduled_time: printedRange,
    location: z.strictObject({
      name: z.string(),
      address: z.string(),
      contact_person: z.string(),
      contact_phone: z.string(),
      instructions: z.string(),
    }),
    food_listing: z.strictObject({ name: z.string(), quantity: z.int(), business: z.string() }),
    status,
    customer_notes: z.string(),
    can_cancel: z.boolean(),
  }),
  qr_code: QrCode,
  reminders: z.strictObject({
    email_sent: z.boolean(),
    sms_scheduled: printedInstant.nullable(),
    push_notification_scheduled: printedInstant.nullable(),
  }),
  warnings: z.array(z.string()),
});

export const MyPickupsQuery = PageQuery.extend({
  status: status.optional(),
  date_from: localDate.optional(),
  date_to: localDate.optional(),
  customer_id: foreignId.optional().meta({ description: "Whose pickups; admins only" }),
});

export const MyPickups = listOf(
  z.strictObject({
    id: z.uuid(),
    confirmation_code: printedCode,
    food_listing: z.strictObject({ id: z.string(), name: z.string(), image: z.string().nullable() }),
    business: z.strictObject({ name: z.string(), logo: z.string().nullable() }),
    scheduled_date: printedDate,
    scheduled_time: printedRange,
    location: z.strictObject({ name: z.string(), address: z.string() }),
    status,
    is_upcoming: z.boolean(),
    is_today: z.boolean(),
    can_cancel: z.boolean(),
    time_until_pickup: z.string(),
    created_at: printedInstant,
  }),
);

export const PickupQuery = z
  .object({ origin_lat: latitude.optional(), origin_lng: longitude.optional() })
  .refine(({ origin_lat, origin_lng }) => (origin_lat === undefined) === (origin_lng === undefined), {
    path: ["origin_lat"],
    message: "origin_lat and origin_lng go together",
  });

export const PickupResponse = z
  .strictObject({
    id: z.uuid(),
    confirmation_code: printedCode,
    food_listing: z.strictObject({
      id: z.string(),
      name: z.string(),
      description: z.string(),
      image: z.string().nullable(),
      quantity: z.int(),
      price_per_item: printedMoney,
      total_value: printedMoney,
    }),
    business: z.strictObject({
      id: z.string(),
      name: z.string(),
      address: z.string(),
      phone: z.string(),
      logo: z.string().nullable(),
      timezone: z.string().meta({ description: "In which the dates and times of this answer are" }),
    }),
    location: z.strictObject({
      name: z.string(),
      address: z.string(),
      instructions: z.string(),
      contact_person: z.string(),
      contact_phone: z.string(),
      latitude: printedDegrees,
      longitude: printedDegrees,
    }),
    scheduled_date: printedDate,
    scheduled_start_time: printedTime,
    scheduled_end_time: printedTime,
    actual_pickup_time: printedInstant.nullable(),
    status,
    customer_notes: z.string(),
    business_notes: z.string(),
    qr_code: QrCode,
    reminder_sent: z.boolean(),
    can_cancel: z.boolean(),
    cancellation_deadline: printedInstant,
    directions: z.strictObject({
      google_maps_url: z.url(),
      estimated_travel_time: z.string().nullable(),
      distance: z.string().nullable(),
    }),
    created_at: printedInstant,
  })
  .meta({ id: "Pickup" });

export const PickupChange = z.object({
  status: z.literal("missed", "Only missed can be set"),
  business_notes: notes().optional(),
});

export const CancelRequest = z.object({
  reason: notes().optional(),
  notify_business: z.boolean().default(true),
});

export const CancelResponse = z.strictObject({
  message: z.string(),
  pickup_id: z.uuid(),
  status,
  cancellation_time: printedInstant,
  refund_eligible: z.boolean(),
  slot_released: z.boolean(),
  business_notified: z.boolean(),
});

const businessId = { business_id: foreignId.optional().meta({ description: "Which business; admins only" }) };

export const VerifyRequest = z
  .object({
    ...businessId,
    confirmation_code: line(LIMITS.idLength).optional(),
    qr_token: line(LIMITS.addressLength).optional(),
    qr_data: z
      .object({ pickup_id: foreignId, confirmation_code: line(LIMITS.idLength), business_id: foreignId })
      .optional(),
  })
  .refine(
    (body) => [body.confirmation_code, body.qr_token, body.qr_data].filter((given) => given !== undefined).length === 1,
    { path: ["confirmation_code"], message: "Give one of confirmation_code, qr_token and qr_data" },
  );

export const VerifyResponse = z.strictObject({
  pickup: z.strictObject({
    id: z.uuid(),
    confirmation_code: printedCode,
    customer: z.strictObject({ name: z.string(), phone: z.string(), email: z.string() }),
    food_listing: z.strictObject({ name: z.string(), quantity: z.int() }),
    scheduled_time: printedInstant,
    location: z.string(),
    status,
    customer_notes: z.string(),
    qr_code_data: QrData,
  }),
  verification_successful: z.literal(true),
});

export const CompleteRequest = z.object({
  actual_pickup_time: instant.optional(),
  business_notes: notes().optional(),
  verification_method: z.enum(VERIFICATION_METHODS).optional(),
});

export const CompleteResponse = z.strictObject({
  message: z.string(),
  pickup_id: z.uuid(),
  status,
  actual_pickup_time: printedInstant,
  scheduled_time: printedInstant,
  on_time: z.boolean(),
  completion_summary: z.strictObject({
    items_collected: z.int(),
    total_value: printedMoney,
    customer_satisfaction: z.union([z.literal("pending_review"), z.number()]),
  }),
});

export const OverviewQuery = z.object({ ...businessId, date: localDate.optional() });

export const OverviewEntry = z.strictObject({
  pickup_id: z.uuid(),
  confirmation_code: printedCode,
  customer_name: z.string(),
  customer_phone: z.string(),
  food_listing: z.string(),
  time: printedTime,
  start_time: printedTime,
  end_time: printedTime,
  quantity: z.int(),
  total_value: printedMoney,
  status,
});

export const OverviewResponse = z.strictObject({
  date: printedDate,
  timezone: z.string().meta({ description: "What date and times are of" }),
  total_pickups: z.int(),
  completed_pickups: z.int(),
  pending_pickups: z.int(),
  missed_pickups: z.int(),
  pickups_by_hour: z.record(z.string().regex(/^\d\d$/), z.array(OverviewEntry)),
  food_listings_with_pickups: z.array(
    z.strictObject({ food_listing__id: z.string(), food_listing__name: z.string(), pickup_count: z.int() }),
  ),
});

export const AwaitingQuery = PageQuery.extend({ customer_id: foreignId.optional() });

export const AwaitingOrders = listOf(
  z.strictObject({
    order_id: z.string(),
    kind: z.enum(["purchase", "donation"]),
    status: z.string(),
    total_amount: printedMoney,
    confirmed_at: printedInstant,
    business: z.strictObject({ id: z.string(), name: z.string(), address: z.string() }),
    items: z.array(
      z.strictObject({
        food_listing: z.strictObject({ id: z.string(), name: z.string(), image: z.string().nullable() }),
        quantity: z.int(),
        price_per_item: printedMoney,
        total_value: printedMoney,
      }),
    ),
  }),
);
