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
export const ACCESS_ACTIONS = ["read", "overview", "list", "verify", "complete", "miss", "cancel"] as const;
export type AccessAction = (typeof ACCESS_ACTIONS)[number];

/** What holds sealed texts, in the order in which a new key is taken into use. */
export const RESEAL_STAGES = ["users", "pickups", "dead_letters"] as const;
export type ResealStage = (typeof RESEAL_STAGES)[number];
