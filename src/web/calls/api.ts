/** Calls of our own API. A refusal is an `ApiError` with its code and words; no answer at all is an `OfflineError`. */

import type * as z from "zod";
import type { ErrorResponse } from "../../api/schemas/error";
import { heardOfService, missedService } from "../parts/online";
import { BOOKMARK_HEADER, bookmark, forgetBookmark, noteBookmark } from "../session/bookmark";
import { sessionExpired, token } from "../session/session";

const BASE = "/api/scheduling/";
const TIMEOUT_MS = 15_000;

type ErrorBody = z.infer<typeof ErrorResponse>["error"];

export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown>,
    readonly retryAfterSeconds: number | null,
  ) {
    super(message);
  }
}

/** The network, or the service behind it, did not answer. */
export class OfflineError extends Error {
  override readonly name = "OfflineError";
}

export interface Call {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  query?: Record<string, string | number | undefined>;
  body?: object;
  /** Makes a repeat of the call safe: the same key gets the first answer again. */
  idempotencyKey?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** For the answer as a whole, its body included. */
  timeoutMs?: number;
}

/** The answer's JSON. `path` is below `/api/scheduling/`, with its trailing slash. */
export const call = async <T>(path: string, options: Call = {}): Promise<T> =>
  (await send(path, options)).json() as Promise<T>;

/** The answer itself, for what is not JSON. */
export async function send(
  path: string,
  { method = "GET", query, body, timeoutMs = TIMEOUT_MS, ...rest }: Call = {},
): Promise<Response> {
  const url = new URL(BASE + path, location.origin);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const seen = bookmark();
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      signal: within(timeoutMs, rest.signal),
      body: body && JSON.stringify(body),
      headers: {
        ...(token() && { Authorization: `Bearer ${token()}` }),
        ...(body && { "Content-Type": "application/json" }),
        ...(seen && { [BOOKMARK_HEADER]: seen }),
        ...(rest.idempotencyKey && { "Idempotency-Key": rest.idempotencyKey }),
        ...rest.headers,
      },
    });
  } catch (error) {
    if (rest.signal?.aborted) throw error;
    missedService();
    throw new OfflineError("No connection", { cause: error });
  }
  heardOfService();
  // What the database cannot be read at, as after it was put back to an older state, must not be asked for again.
  if (response.status >= 500) forgetBookmark();
  else noteBookmark(response.headers.get(BOOKMARK_HEADER));
  if (response.ok || response.status === 304) return response;
  if (response.status === 401) sessionExpired();
  throw await refusalOf(response);
}

/** Ends with the time or with the caller's own signal. By hand, since older tablets have no `AbortSignal.any`. */
function within(timeoutMs: number, caller: AbortSignal | undefined): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort();
  setTimeout(stop, timeoutMs);
  if (caller?.aborted) stop();
  caller?.addEventListener("abort", stop, { once: true });
  return controller.signal;
}

async function refusalOf(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as { error?: Partial<ErrorBody> } | null;
  const { code = "SCHEDULING_ERROR", message = response.statusText, details = {} } = body?.error ?? {};
  const wait = Number(response.headers.get("Retry-After"));
  return new ApiError(response.status, code, message, details, wait > 0 ? wait : null);
}

/** What went wrong, in words for whoever looks at the page. */
export function inWords(error: unknown): string {
  if (error instanceof OfflineError) return "No connection. Check the network and try again.";
  if (!(error instanceof ApiError)) return "Something went wrong. Please try again.";
  if (error.status === 401) return "Please sign in again.";
  if (error.code !== "VALIDATION_ERROR") return error.message;
  const fields = Object.entries(error.details).map(([field, messages]) => `${field}: ${[messages].flat().join(", ")}`);
  return [error.message, ...fields].join(". ");
}
