/** Every D1 table. `README.md` beside this file says who writes each and how long it is kept. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Forecast, InsufficientHistory } from "../domain/forecast/model";
import type { OperatingHours } from "../domain/operating-hours";
import type { Recommendation } from "../domain/optimization/recommendation";
import {
  ACCESS_ACTIONS,
  ALERT_NOTICES,
  ALERT_STATES,
  CANCELLERS,
  DELIVERY_STATES,
  FEED_KINDS,
  NOTIFICATION_CHANNELS,
  NOTIFICATION_STATES,
  NOTIFICATION_TYPES,
  OPTIMIZATION_TYPES,
  ORDER_KINDS,
  PICKUP_EVENT_TYPES,
  PICKUP_STATUSES,
  ROLES,
  VERIFICATION_METHODS,
} from "../domain/vocabulary";

const instant = (name: string) => integer(name, { mode: "number" });
const flag = (name: string) => integer(name, { mode: "boolean" });
const cents = (name: string) => integer(name, { mode: "number" });

/** When the event that wrote a copy happened, and which one: an older event changes nothing. */
const provenance = {
  eventTime: instant("event_time").notNull(),
  eventId: text("event_id").notNull(),
};

// Copies of other services' data, fed by events

export const businesses = sqliteTable("businesses", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  address: text("address").notNull(),
  phone: text("phone").notNull(),
  logo: text("logo"),
  timezone: text("timezone").notNull(),
  latitude: text("latitude"),
  longitude: text("longitude"),
  ownerUserId: text("owner_user_id"),
  operatingHours: text("operating_hours", { mode: "json" }).$type<OperatingHours>(),
  ...provenance,
});

export const users = sqliteTable("users", {
  id: text("id").primaryKey(),
  userType: text("user_type", { enum: ROLES }),
  name: text("name").notNull(),
  sealedEmail: text("sealed_email"),
  sealedPhone: text("sealed_phone"),
  locale: text("locale"),
  latitude: text("latitude"),
  longitude: text("longitude"),
  notifications: text("notifications", { mode: "json" }).$type<{ email: boolean; sms: boolean; push: boolean }>(),
  deletedAt: instant("deleted_at"),
  ...provenance,
});

export const foodListings = sqliteTable(
  "food_listings",
  {
    id: text("id").primaryKey(),
    businessId: text("business_id").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull(),
    category: text("category"),
    image: text("image"),
    priceCents: cents("price_cents"),
    status: text("status").notNull(),
    expiresAt: instant("expires_at"),
    pickupWindow: text("pickup_window"),
    ...provenance,
  },
  (t) => [index("food_listings_by_business").on(t.businessId)],
);

export const orders = sqliteTable(
  "orders",
  {
    id: text("id").primaryKey(),
    customerId: text("customer_id").notNull(),
    businessId: text("business_id").notNull(),
    interactionId: text("interaction_id"),
    kind: text("kind", { enum: ORDER_KINDS }).notNull(),
    status: text("status").notNull(),
    paymentStatus: text("payment_status").notNull(),
    totalCents: cents("total_cents").notNull(),
    ...provenance,
  },
  (t) => [index("orders_by_customer").on(t.customerId, t.status), index("orders_by_interaction").on(t.interactionId)],
);

export const orderItems = sqliteTable(
  "order_items",
  {
    orderId: text("order_id").notNull(),
    foodListingId: text("food_listing_id").notNull(),
    quantity: integer("quantity").notNull(),
    pricePerItemCents: cents("price_per_item_cents").notNull(),
    totalCents: cents("total_cents").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.foodListingId] }),
    index("order_items_by_listing").on(t.foodListingId, t.orderId),
  ],
);

export const reviews = sqliteTable(
  "reviews",
  {
    id: text("id").primaryKey(),
    interactionId: text("interaction_id"),
    orderId: text("order_id"),
    rating: integer("rating"),
    ...provenance,
  },
  (t) => [index("reviews_by_order").on(t.orderId), index("reviews_by_interaction").on(t.interactionId)],
);

export const processedEvents = sqliteTable(
  "processed_events",
  {
    source: text("source").notNull(),
    id: text("id").notNull(),
    type: text("type").notNull(),
    receivedAt: instant("received_at").notNull(),
    /** What the event sets off beyond its row (slots, cancellations) is still to be finished. */
    isPending: flag("is_pending").notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.id] }), index("processed_events_by_time").on(t.receivedAt)],
);

// Our own

export const pickupLocations = sqliteTable(
  "pickup_locations",
  {
    id: text("id").primaryKey(),
    businessId: text("business_id").notNull(),
    name: text("name").notNull(),
    /** The name as compared: trimmed, case folded. */
    nameKey: text("name_key").notNull(),
    address: text("address").notNull(),
    instructions: text("instructions").notNull(),
    contactPerson: text("contact_person").notNull(),
    contactPhone: text("contact_phone").notNull(),
    latitude: text("latitude").notNull(),
    longitude: text("longitude").notNull(),
    operatingHours: text("operating_hours", { mode: "json" }).$type<OperatingHours>(),
    facilities: text("facilities", { mode: "json" }).$type<string[]>().notNull(),
    slotCapacity: integer("slot_capacity"),
    isActive: flag("is_active").notNull(),
    isDefault: flag("is_default").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    uniqueIndex("pickup_locations_active_name").on(t.businessId, t.nameKey).where(sql`is_active = 1`),
    uniqueIndex("pickup_locations_one_default").on(t.businessId).where(sql`is_default = 1`),
    index("pickup_locations_by_business").on(t.businessId, t.createdAt),
  ],
);

export const pickupSchedules = sqliteTable(
  "pickup_schedules",
  {
    id: text("id").primaryKey(),
    businessId: text("business_id").notNull(),
    foodListingId: text("food_listing_id").notNull(),
    locationId: text("location_id").notNull(),
    pickupWindow: text("pickup_window").notNull(),
    totalSlots: integer("total_slots").notNull(),
    maxOrdersPerSlot: integer("max_orders_per_slot").notNull(),
    slotBufferMinutes: integer("slot_buffer_minutes").notNull(),
    isActive: flag("is_active").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    uniqueIndex("pickup_schedules_one_active").on(t.foodListingId).where(sql`is_active = 1`),
    index("pickup_schedules_by_business").on(t.businessId, t.createdAt),
    index("pickup_schedules_by_listing").on(t.foodListingId),
    index("pickup_schedules_by_location").on(t.locationId),
    index("pickup_schedules_active").on(t.id).where(sql`is_active = 1`),
  ],
);

export const timeSlots = sqliteTable(
  "time_slots",
  {
    id: text("id").primaryKey(),
    businessId: text("business_id").notNull(),
    locationId: text("location_id").notNull(),
    date: text("date").notNull(),
    startTime: text("start_time").notNull(),
    endTime: text("end_time").notNull(),
    startsAt: instant("starts_at").notNull(),
    endsAt: instant("ends_at").notNull(),
    /** Seats for all listings together. */
    capacity: integer("capacity").notNull(),
    status: text("status", { enum: ["open", "withdrawn"] }).notNull(),
    /** Raised with every change of capacity, status or listings; the slot's object keeps the highest it has seen. */
    configVersion: integer("config_version").notNull(),
    /** Seats taken, as the slot's object last told. */
    taken: integer("taken").notNull().default(0),
    revision: integer("revision").notNull().default(0),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    index("time_slots_by_location").on(t.locationId, t.date),
    index("time_slots_by_business").on(t.businessId, t.date),
    index("time_slots_by_date").on(t.date),
    index("time_slots_withdrawn").on(t.date).where(sql`status = 'withdrawn'`),
    index("time_slots_open_by_start").on(t.startsAt).where(sql`status = 'open'`),
  ],
);

/** Which listings a slot serves. Its number of the day follows from the order of time. */
export const slotListings = sqliteTable(
  "slot_listings",
  {
    slotId: text("slot_id").notNull(),
    foodListingId: text("food_listing_id").notNull(),
    businessId: text("business_id").notNull(),
    scheduleId: text("schedule_id").notNull(),
    date: text("date").notNull(),
    maxOrders: integer("max_orders").notNull(),
    isOpen: flag("is_open").notNull(),
    /** Meant to close: its object is still to be asked. Takes no booking meanwhile. */
    isClosing: flag("is_closing").notNull().default(false),
    taken: integer("taken").notNull().default(0),
    revision: integer("revision").notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.slotId, t.foodListingId] }),
    index("slot_listings_closing").on(t.scheduleId).where(sql`is_closing = 1`),
    index("slot_listings_by_listing").on(t.foodListingId, t.date),
    index("slot_listings_by_schedule").on(t.scheduleId, t.date),
  ],
);

/** Mirror of `domain/pickup.ts`; written only by the slots' objects (`booking/projection.ts`). */
export const scheduledPickups = sqliteTable(
  "scheduled_pickups",
  {
    id: text("id").primaryKey(),
    businessId: text("business_id").notNull(),
    locationId: text("location_id").notNull(),
    slotId: text("slot_id").notNull(),
    foodListingId: text("food_listing_id").notNull(),
    orderId: text("order_id").notNull(),
    customerId: text("customer_id").notNull(),
    confirmationCode: text("confirmation_code").notNull(),
    status: text("status", { enum: PICKUP_STATUSES }).notNull(),
    date: text("date").notNull(),
    startTime: text("start_time").notNull(),
    endTime: text("end_time").notNull(),
    startsAt: instant("starts_at").notNull(),
    endsAt: instant("ends_at").notNull(),
    quantity: integer("quantity").notNull(),
    pricePerItemCents: cents("price_per_item_cents").notNull(),
    totalCents: cents("total_cents").notNull(),
    isPaidPurchase: flag("is_paid_purchase").notNull(),
    customerNotes: text("customer_notes"),
    businessNotes: text("business_notes"),
    actualPickupAt: instant("actual_pickup_at"),
    verifiedAt: instant("verified_at"),
    verificationMethod: text("verification_method", { enum: VERIFICATION_METHODS }),
    completedAt: instant("completed_at"),
    missedAt: instant("missed_at"),
    cancelledAt: instant("cancelled_at"),
    cancelledBy: text("cancelled_by", { enum: CANCELLERS }),
    cancelReason: text("cancel_reason"),
    isRefundEligible: flag("is_refund_eligible"),
    anonymizedAt: instant("anonymized_at"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    revision: integer("revision").notNull(),
  },
  (t) => [
    uniqueIndex("scheduled_pickups_code").on(t.confirmationCode),
    uniqueIndex("scheduled_pickups_one_holding")
      .on(t.orderId, t.foodListingId)
      .where(sql`status in ('scheduled', 'confirmed', 'completed')`),
    index("scheduled_pickups_by_order").on(t.orderId, t.foodListingId),
    index("scheduled_pickups_by_business").on(t.businessId, t.date, t.startsAt),
    index("scheduled_pickups_by_customer").on(t.customerId, t.startsAt),
    index("scheduled_pickups_by_location").on(t.locationId, t.date),
    index("scheduled_pickups_live_by_end").on(t.endsAt).where(sql`status in ('scheduled', 'confirmed')`),
    index("scheduled_pickups_live_by_start").on(t.startsAt).where(sql`status in ('scheduled', 'confirmed')`),
    index("scheduled_pickups_live_by_creation").on(t.createdAt).where(sql`status in ('scheduled', 'confirmed')`),
    index("scheduled_pickups_over_by_end")
      .on(t.endsAt, t.status)
      .where(sql`status in ('completed', 'cancelled', 'missed')`),
  ],
);

/**
 * Sums of a finished day, by location, listing and hour (`domain/metrics.ts`). The rows with the listing "" hold the seats
 * of all listings together, since listings share slots.
 */
export const pickupAnalytics = sqliteTable(
  "pickup_analytics",
  {
    businessId: text("business_id").notNull(),
    date: text("date").notNull(),
    locationId: text("location_id").notNull(),
    foodListingId: text("food_listing_id").notNull(),
    /** `HH` of the slot's start. */
    hour: text("hour").notNull(),
    scheduled: integer("scheduled").notNull(),
    completed: integer("completed").notNull(),
    missed: integer("missed").notNull(),
    cancelled: integer("cancelled").notNull(),
    onTime: integer("on_time").notNull(),
    waitMs: integer("wait_ms").notNull(),
    counted: integer("counted").notNull(),
    counterMs: integer("counter_ms").notNull(),
    rated: integer("rated").notNull(),
    ratings: integer("ratings").notNull(),
    valueCents: cents("value_cents").notNull(),
    seats: integer("seats").notNull(),
    taken: integer("taken").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.businessId, t.date, t.locationId, t.foodListingId, t.hour] }),
    index("pickup_analytics_by_location").on(t.locationId, t.date),
    index("pickup_analytics_by_date").on(t.date),
  ],
);

/** Which days of a business stand in `pickup_analytics`. Triggers of the migrations mark a day that changed since. */
export const analyticsDays = sqliteTable(
  "analytics_days",
  {
    businessId: text("business_id").notNull(),
    date: text("date").notNull(),
    isStale: flag("is_stale").notNull(),
    rolledUpAt: instant("rolled_up_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.businessId, t.date] }), index("analytics_days_by_date").on(t.date)],
);

/** What was learned of a business's demand, or why nothing was. */
export const forecastModels = sqliteTable("forecast_models", {
  businessId: text("business_id").primaryKey(),
  trainedAt: instant("trained_at").notNull(),
  outcome: text("outcome", { mode: "json" }).$type<Forecast | InsufficientHistory>().notNull(),
});

/** What a schedule offers, as far as advice can change or rest on it. */
export type ScheduleState = Pick<
  typeof pickupSchedules.$inferSelect,
  "locationId" | "pickupWindow" | "totalSlots" | "maxOrdersPerSlot" | "slotBufferMinutes" | "isActive"
>;

/** Advice that was given. The same advice given twice is one row. */
export const pickupOptimizations = sqliteTable(
  "pickup_optimizations",
  {
    /** A hash of what it would change, and from what. */
    id: text("id").primaryKey(),
    businessId: text("business_id").notNull(),
    /** The day that it was last given for, and the question that it answered. */
    date: text("date").notNull(),
    type: text("type", { enum: OPTIMIZATION_TYPES }).notNull(),
    recommendation: text("recommendation", { mode: "json" }).$type<Recommendation>().notNull(),
    /** These three are null where the API cannot bring it about. */
    scheduleId: text("schedule_id"),
    before: text("before", { mode: "json" }).$type<ScheduleState>(),
    change: text("change", { mode: "json" }).$type<Partial<ScheduleState>>(),
    /** When it was last given. */
    createdAt: instant("created_at").notNull(),
    appliedAt: instant("applied_at"),
    appliedBy: text("applied_by"),
    /** Since it was last applied. */
    undoneAt: instant("undone_at"),
  },
  (t) => [index("pickup_optimizations_by_time").on(t.createdAt)],
);

/** What was answered, the last time that it was asked. */
export const optimizationResults = sqliteTable(
  "optimization_results",
  {
    businessId: text("business_id").notNull(),
    date: text("date").notNull(),
    type: text("type", { enum: OPTIMIZATION_TYPES }).notNull(),
    /** The answer as it was printed. */
    result: text("result", { mode: "json" }).$type<object>().notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.businessId, t.date, t.type] }),
    index("optimization_results_by_time").on(t.createdAt),
  ],
);

/** What one person is told through one channel, at most once. */
export const notifications = sqliteTable(
  "notifications",
  {
    /** Id of the pickup, order, listing or slot that it is about. */
    subject: text("subject").notNull(),
    type: text("type", { enum: NOTIFICATION_TYPES }).notNull(),
    channel: text("channel", { enum: NOTIFICATION_CHANNELS }).notNull(),
    pickupId: text("pickup_id"),
    businessId: text("business_id").notNull(),
    /** Null when a business has no owner on record. */
    userId: text("user_id"),
    dueAt: instant("due_at").notNull(),
    /** From here on it would be of no use. */
    expiresAt: instant("expires_at"),
    state: text("state", { enum: NOTIFICATION_STATES }).notNull(),
    /** Why it was skipped or failed, or what the last attempt met. */
    reason: text("reason"),
    /** Who took it: the name of a provider, or `log`. */
    provider: text("provider"),
    attempts: integer("attempts").notNull(),
    /** While a sender has it in hand, or waits to try again. */
    heldUntil: instant("held_until"),
    createdAt: instant("created_at").notNull(),
    settledAt: instant("settled_at"),
  },
  (t) => [
    primaryKey({ columns: [t.subject, t.type, t.channel] }),
    index("notifications_by_pickup").on(t.pickupId, t.createdAt),
    index("notifications_queued").on(t.dueAt, t.subject, t.type).where(sql`state = 'queued'`),
    index("notifications_by_time").on(t.createdAt),
    index("notifications_sent_reminders")
      .on(t.dueAt, t.settledAt)
      .where(sql`state = 'sent' and type in ('reminder_1_hour', 'reminder_30_minutes')`),
  ],
);

/** A browser that shows a user's notifications (Web Push). */
export const pushSubscriptions = sqliteTable(
  "push_subscriptions",
  {
    /** SHA-256 of the endpoint, in base64url: the address itself is a key to the user's browser. */
    id: text("id").primaryKey(),
    userId: text("user_id").notNull(),
    /** Endpoint and keys as JSON. */
    sealedSubscription: text("sealed_subscription").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("push_subscriptions_by_user").on(t.userId)],
);

/** Who else is told of pickups' events. */
export const webhooks = sqliteTable(
  "webhooks",
  {
    id: text("id").primaryKey(),
    /** Null for an admin's, which hears of every business. */
    businessId: text("business_id"),
    url: text("url").notNull(),
    eventTypes: text("event_types", { mode: "json" }).$type<(typeof PICKUP_EVENT_TYPES)[number][]>().notNull(),
    sealedSecret: text("sealed_secret").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("webhooks_by_business").on(t.businessId)],
);

export const webhookDeliveries = sqliteTable(
  "webhook_deliveries",
  {
    webhookId: text("webhook_id").notNull(),
    eventId: text("event_id").notNull(),
    eventType: text("event_type", { enum: PICKUP_EVENT_TYPES }).notNull(),
    /** The event as it is sent, JSON; ids and times, no personal data. */
    body: text("body").notNull(),
    state: text("state", { enum: DELIVERY_STATES }).notNull(),
    attempts: integer("attempts").notNull(),
    /** HTTP status of the last attempt, null when no answer came. */
    lastStatus: integer("last_status"),
    /** When the next attempt falls due. */
    dueAt: instant("due_at").notNull(),
    /** While a sender has it in hand. */
    heldUntil: instant("held_until"),
    createdAt: instant("created_at").notNull(),
    settledAt: instant("settled_at"),
  },
  (t) => [
    primaryKey({ columns: [t.webhookId, t.eventId] }),
    index("webhook_deliveries_by_webhook").on(t.webhookId, t.createdAt),
    index("webhook_deliveries_queued").on(t.dueAt, t.webhookId, t.eventId).where(sql`state = 'queued'`),
    index("webhook_deliveries_by_time").on(t.createdAt),
  ],
);

export const verificationAttempts = sqliteTable(
  "verification_attempts",
  {
    id: text("id").primaryKey(),
    businessId: text("business_id").notNull(),
    userId: text("user_id").notNull(),
    pickupId: text("pickup_id"),
    /** `manual` is a hand-over without a code. */
    method: text("method", { enum: ["confirmation_code", "qr_token", "qr_data", "manual"] }).notNull(),
    outcome: text("outcome").notNull(),
    at: instant("at").notNull(),
    ip: text("ip"),
    userAgent: text("user_agent"),
    requestId: text("request_id").notNull(),
  },
  (t) => [
    index("verification_attempts_by_business").on(t.businessId, t.at),
    index("verification_attempts_by_pickup").on(t.pickupId),
    index("verification_attempts_by_time").on(t.at),
  ],
);

/** Who of a business or of the platform looked at a pickup or changed it. */
export const accessLog = sqliteTable(
  "access_log",
  {
    id: text("id").primaryKey(),
    action: text("action", { enum: ACCESS_ACTIONS }).notNull(),
    /** Null where a whole list was read: then `businessId` and `date`, or `customerId`, say which. */
    pickupId: text("pickup_id"),
    businessId: text("business_id"),
    customerId: text("customer_id"),
    date: text("date"),
    /** Last day of an export, whose first is `date`. */
    until: text("until"),
    /** Null for what was done; why not, for a change that was refused. */
    outcome: text("outcome"),
    userId: text("user_id").notNull(),
    role: text("role", { enum: ROLES }).notNull(),
    at: instant("at").notNull(),
    ip: text("ip"),
    userAgent: text("user_agent"),
    requestId: text("request_id").notNull(),
  },
  (t) => [
    index("access_log_by_pickup").on(t.pickupId, t.at),
    index("access_log_by_day").on(t.businessId, t.date, t.action),
    index("access_log_by_customer").on(t.customerId, t.at),
    index("access_log_by_time").on(t.at),
  ],
);

/** What was done with a user's data at their wish, as proof. */
export const dataLog = sqliteTable(
  "data_log",
  {
    id: text("id").primaryKey(),
    action: text("action", { enum: ["exported", "anonymization_requested", "anonymized"] }).notNull(),
    reason: text("reason").notNull(),
    userId: text("user_id").notNull(),
    /** Null where it is about them all. */
    pickupId: text("pickup_id"),
    byUserId: text("by_user_id"),
    at: instant("at").notNull(),
  },
  (t) => [index("data_log_by_user").on(t.userId, t.at)],
);

/** Live feeds that somebody follows: only they are told of changes. Each feed's object keeps its own row. */
export const followedFeeds = sqliteTable(
  "followed_feeds",
  {
    kind: text("kind", { enum: FEED_KINDS }).notNull(),
    /** The listing or the business. */
    subject: text("subject").notNull(),
    date: text("date").notNull(),
    /** Past this, its followers are gone without a word. */
    until: instant("until").notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.subject, t.date] }), index("followed_feeds_by_end").on(t.until)],
);

/** What a repeated call is answered with. Claimed before the first call runs, filled in when it succeeded. */
export const idempotencyKeys = sqliteTable(
  "idempotency_keys",
  {
    caller: text("caller").notNull(),
    /** Method and path. */
    target: text("target").notNull(),
    key: text("key").notNull(),
    bodyHash: text("body_hash").notNull(),
    claimedAt: instant("claimed_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    /** Null while the first call runs. */
    sealedAnswer: text("sealed_answer"),
    /** Whose personal data the answer holds, where that is not the caller. */
    aboutUserId: text("about_user_id"),
  },
  (t) => [
    primaryKey({ columns: [t.caller, t.target, t.key] }),
    index("idempotency_keys_by_expiry").on(t.expiresAt),
    index("idempotency_keys_by_user").on(t.aboutUserId).where(sql`about_user_id is not null`),
  ],
);

export const deadLetters = sqliteTable(
  "dead_letters",
  {
    id: text("id").primaryKey(),
    queue: text("queue").notNull(),
    /** The message as JSON; it may hold anything, names and addresses too. */
    sealedBody: text("sealed_body").notNull(),
    attempts: integer("attempts").notNull(),
    at: instant("at").notNull(),
  },
  (t) => [index("dead_letters_by_time").on(t.at)],
);

export const jobRuns = sqliteTable(
  "job_runs",
  {
    id: text("id").primaryKey(),
    job: text("job").notNull(),
    startedAt: instant("started_at").notNull(),
    endedAt: instant("ended_at"),
    rows: integer("rows"),
    error: text("error"),
  },
  (t) => [index("job_runs_by_job").on(t.job, t.startedAt), index("job_runs_by_time").on(t.startedAt)],
);

/** Requests answered since ever, by how long they took; never deleted, because counters only rise, and bounded by the routes. */
export const requestMetrics = sqliteTable(
  "request_metrics",
  {
    method: text("method").notNull(),
    /** A route's pattern, never an address that was asked for. */
    route: text("route").notNull(),
    status: integer("status").notNull(),
    /** Took longer than this and not longer than the next of `LIMITS.durationBucketsMs`. */
    aboveMs: integer("above_ms").notNull(),
    requests: integer("requests").notNull(),
    durationMs: integer("duration_ms").notNull(),
  },
  (t) => [primaryKey({ columns: [t.method, t.route, t.status, t.aboveMs] })],
);

/** Where each rule of `config/alert-rules.ts` stands. */
export const alerts = sqliteTable("alerts", {
  rule: text("rule").primaryKey(),
  state: text("state", { enum: ALERT_STATES }).notNull(),
  /** When it came into this state. */
  since: instant("since").notNull(),
  /** Good evaluations in a row while it fires. */
  calm: integer("calm").notNull(),
  /** Null when nothing was measured. */
  value: real("value"),
  sample: integer("sample").notNull(),
  evaluatedAt: instant("evaluated_at").notNull(),
  notifiedAt: instant("notified_at"),
});

/** What was told about an alert; at most one for each rule and evaluation. */
export const alertNotices = sqliteTable(
  "alert_notices",
  {
    /** Names it to those who must know a repeat. */
    id: text("id").notNull(),
    rule: text("rule").notNull(),
    at: instant("at").notNull(),
    kind: text("kind", { enum: ALERT_NOTICES }).notNull(),
    value: real("value"),
    sample: integer("sample").notNull(),
    emailedAt: instant("emailed_at"),
    postedAt: instant("posted_at"),
    /** When everybody was told, or there was no reason to try on. */
    settledAt: instant("settled_at"),
    /** While a sender has it in hand. */
    heldUntil: instant("held_until"),
  },
  (t) => [
    primaryKey({ columns: [t.rule, t.at] }),
    index("alert_notices_by_time").on(t.at, t.rule),
    index("alert_notices_open").on(t.at).where(sql`settled_at is null`),
  ],
);
