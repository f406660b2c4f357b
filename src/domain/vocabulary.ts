/** The closed word lists of the service, shared by the stores, the schemas and the rules. */
export const ROLES = ["customer", "ngo", "provider", "admin"] as const;
export type Role = (typeof ROLES)[number];

export const PICKUP_STATUSES = ["scheduled", "confirmed", "completed", "cancelled", "missed"] as const;
export type PickupStatus = (typeof PICKUP_STATUSES)[number];
/** Still to be collected. */
export const LIVE_STATUSES = ["scheduled", "confirmed"] as const satisfies readonly PickupStatus[];
/** Statuses that hold their order and listing: no second pickup beside them. */
export const HOLDING_STATUSES = ["scheduled", "confirmed", "completed"] as const satisfies readonly PickupStatus[];

export const VERIFICATION_METHODS = ["qr_code", "confirmation_code", "manual"] as const;
export type VerificationMethod = (typeof VERIFICATION_METHODS)[number];

export const ORDER_KINDS = ["purchase", "donation"] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

/** Listings whose orders may still be collected. "sold_out" closes the shop, not the counter. */
export const BOOKABLE_LISTING_STATUSES: readonly string[] = ["active", "sold_out"];

export const CANCELLERS = ["customer", "business", "admin", "order", "system"] as const;
export type Canceller = (typeof CANCELLERS)[number];

/** What staff and admins do with pickups, as the audit trail names it. */
export const ACCESS_ACTIONS = [
  "read",
  "overview",
  "list",
  "verify",
  "complete",
  "miss",
  "cancel",
  "export",
  "anonymize",
  "reconcile",
  "reseal",
] as const;
export type AccessAction = (typeof ACCESS_ACTIONS)[number];

/** What advice can be asked for, and what it can be. */
export const OPTIMIZATION_TYPES = ["schedule", "route", "capacity"] as const;
export const RECOMMENDATION_TYPES = [
  "time_slot_adjustment",
  "capacity_adjustment",
  "location_optimization",
  "slot_length_adjustment",
] as const;
export type RecommendationType = (typeof RECOMMENDATION_TYPES)[number];
/** The most urgent first. */
export const PRIORITIES = ["high", "medium", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** What people are told. Those of customers, then those of businesses. */
export const NOTIFICATION_TYPES = [
  "schedule_pickup",
  "schedule_last_call",
  "pickup_booked",
  "reminder_1_hour",
  "reminder_30_minutes",
  "pickup_cancelled",
  "pickup_missed",
  "pickup_completed",
  "customer_cancelled",
  "listing_unscheduled",
  "alert",
] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** Live feeds: of a listing's slots on a day, and of a business's board of a day. */
export const FEED_KINDS = ["slots", "board"] as const;
export type FeedKind = (typeof FEED_KINDS)[number];

export const NOTIFICATION_CHANNELS = ["email", "sms", "push"] as const;
export type NotificationChannel = (typeof NOTIFICATION_CHANNELS)[number];

/** Queued until a provider took it (sent), refused it or stayed away too long (failed), or there was no reason to (skipped). */
export const NOTIFICATION_STATES = ["queued", "sent", "failed", "skipped"] as const;
export type NotificationState = (typeof NOTIFICATION_STATES)[number];

/** What happens to a pickup, as other services hear of it. */
export const PICKUP_EVENT_TYPES = [
  "pickup.scheduled",
  "pickup.verified",
  "pickup.completed",
  "pickup.missed",
  "pickup.cancelled",
] as const;
export type PickupEventType = (typeof PICKUP_EVENT_TYPES)[number];

/** Queued until the subscriber took it (delivered) or every attempt failed (failed). */
export const DELIVERY_STATES = ["queued", "delivered", "failed"] as const;

/** An alert fires from the first bad evaluation on until it has calmed down (`alerts.ts`). */
export const ALERT_STATES = ["ok", "firing"] as const;
export const ALERT_NOTICES = ["firing", "reminder", "resolved"] as const;
export type AlertNoticeKind = (typeof ALERT_NOTICES)[number];

/** What holds sealed texts, in the order in which a new key is taken into use. */
export const RESEAL_STAGES = ["users", "pickups", "dead_letters", "push_subscriptions", "webhooks"] as const;
export type ResealStage = (typeof RESEAL_STAGES)[number];
