/** Everything the service may refuse on purpose. `http/errors.ts` turns each kind into its code, status and message. */
export type Refusal =
  | { kind: "validation"; details: FieldErrors }
  | { kind: "unauthorized"; message: string }
  | { kind: "forbidden" }
  | { kind: "not_found" }
  | { kind: "gone"; message: string }
  | { kind: "invalid_location"; locationId: string; businessId: string }
  | {
      kind: "slot_unavailable";
      slotId: string;
      /** Seats taken and seats in all, for this listing in this slot. */
      currentCapacity: number;
      maxCapacity: number;
      alternatives: AlternativeSlot[];
    }
  | { kind: "conflict"; message: string; details: Record<string, unknown> }
  | { kind: "rate_limited"; message: string; retryAfterSeconds: number }
  | { kind: "unavailable"; message: string; retryAfterSeconds: number };

export type FieldErrors = Record<string, string[]>;

export interface AlternativeSlot {
  slot_id: string;
  date: string;
  time: string;
  available_spots: number;
}

export const invalid = (field: string, ...messages: string[]): Refusal => ({
  kind: "validation",
  details: { [field]: messages },
});

export const conflict = (message: string, details: Record<string, unknown>): Refusal => ({
  kind: "conflict",
  message,
  details,
});

export const notFound: Refusal = { kind: "not_found" };
