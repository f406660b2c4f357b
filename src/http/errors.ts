/** From refusals and thrown errors to the contract's envelope. */
import type { Context, TypedResponse } from "hono";
import { HTTPException } from "hono/http-exception";
import type * as z from "zod";
import type { ErrorResponse } from "../api/schemas/error";
import { ConfigurationError } from "../config";
import { isStoreFailure } from "../db/client";
import { notFound, type Refusal } from "../domain/refusal";
import { storesUnreachable } from "../operations/refusals";
import type { AppEnv } from "./context";
import { routePattern } from "./route-pattern";

type ErrorBody = z.infer<typeof ErrorResponse>;
type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 410 | 422 | 429 | 500 | 503;

/** Typed, so that a typed client tells refusals from successes by their status. */
export type RefusalResponse = Response & TypedResponse<ErrorBody, ErrorStatus, "json">;

interface WireError {
  status: ErrorStatus;
  code: ErrorBody["error"]["code"];
  message: string;
  details: Record<string, unknown>;
  retryAfterSeconds?: number;
}

function toWire(refusal: Refusal): WireError {
  switch (refusal.kind) {
    case "validation":
      return {
        status: 400,
        code: "VALIDATION_ERROR",
        message: "Request data validation failed",
        details: refusal.details,
      };
    case "unauthorized":
      return { status: 401, code: "UNAUTHORIZED", message: refusal.message, details: {} };
    case "forbidden":
      return { status: 403, code: "FORBIDDEN", message: "Insufficient permissions", details: {} };
    case "not_found":
      return { status: 404, code: "NOT_FOUND", message: "Resource not found", details: {} };
    case "gone":
      return { status: 410, code: "NOT_FOUND", message: refusal.message, details: {} };
    case "invalid_location":
      return {
        status: 400,
        code: "INVALID_LOCATION",
        message: "Pickup location does not belong to your business",
        details: { location_id: refusal.locationId, business_id: refusal.businessId },
      };
    case "slot_unavailable":
      return {
        status: 409,
        code: "SLOT_UNAVAILABLE",
        message: "Selected time slot is no longer available",
        details: {
          slot_id: refusal.slotId,
          current_capacity: refusal.currentCapacity,
          max_capacity: refusal.maxCapacity,
          alternative_slots: refusal.alternatives,
        },
      };
    case "conflict":
      return { status: 422, code: "BOOKING_CONFLICT", message: refusal.message, details: refusal.details };
    case "rate_limited":
      return {
        status: 429,
        code: "RATE_LIMITED",
        message: refusal.message,
        details: {},
        retryAfterSeconds: refusal.retryAfterSeconds,
      };
    case "unavailable":
      return {
        status: 503,
        code: "SCHEDULING_ERROR",
        message: refusal.message,
        details: {},
        retryAfterSeconds: refusal.retryAfterSeconds,
      };
  }
}

export function refuse(c: Context, refusal: Refusal): RefusalResponse {
  return send(c, toWire(refusal));
}

/** Throws the refusal where only an exception can leave, such as inside a validator. */
export class RefusalError extends Error {
  override name = "RefusalError";
  constructor(readonly refusal: Refusal) {
    super(refusal.kind);
  }
}

export function onError(error: Error, c: Context<AppEnv>): Response {
  if (error instanceof RefusalError) return refuse(c, error.refusal);
  if (error instanceof HTTPException && error.status < 500) {
    return refuse(c, { kind: "validation", details: { body: [error.message] } });
  }
  const isUnavailable = isStoreFailure(error) || isObjectFailure(error);
  log(c, error, isUnavailable);
  if (isUnavailable) return refuse(c, storesUnreachable);
  return send(c, { status: 500, code: "SCHEDULING_ERROR", message: "Internal scheduling error", details: {} });
}

export const onNotFound = (c: Context<AppEnv>): Response => refuse(c, notFound);

/** Durable Object calls mark what may be tried again; see Cloudflare's "Error handling" for Durable Objects. */
function isObjectFailure(error: Error): boolean {
  const flags = error as Error & { retryable?: boolean; overloaded?: boolean; durableObjectReset?: boolean };
  return flags.retryable === true || flags.overloaded === true || flags.durableObjectReset === true;
}

/** Names the failure without its message: a store's message can carry the values of a statement. */
function log(c: Context<AppEnv>, error: Error, isUnavailable: boolean): void {
  const reason = error instanceof ConfigurationError ? error.message : undefined;
  const entry = {
    level: "error",
    event: isUnavailable ? "store_unavailable" : "unhandled_error",
    request_id: c.get("requestId"),
    route: `${c.req.method} ${routePattern(c)}`,
    error: error.name,
    reason,
    stack: error.stack
      ?.split("\n")
      .filter((line) => line.trimStart().startsWith("at "))
      .slice(0, 5),
  };
  console.error(JSON.stringify(entry));
}

function send(c: Context, { status, code, message, details, retryAfterSeconds }: WireError): RefusalResponse {
  if (retryAfterSeconds !== undefined) c.header("Retry-After", String(retryAfterSeconds));
  const body: ErrorBody = { error: { code, message, details, request_id: c.get("requestId") } };
  return c.json(body, status);
}
