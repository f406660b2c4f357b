/** From an abstract request to the bytes on the wire. */
import type { Caller } from "./callers.ts";
import type { AbstractRequest } from "./requests.ts";
import type { Json } from "./schema.ts";
import type { Wire } from "./server.ts";
import { signatureHeaders } from "./signing.ts";
import type { World } from "./world.ts";

export function toWire(request: AbstractRequest, caller: Caller, world: World): Wire {
  const { operation, contentType, idempotencyKey, signature } = request;
  const resolve = (text: string) => world.resolve(text, caller);
  const parts = request.path.map((part) => ("raw" in part ? part.raw : encode(resolve(part.text))));
  const path = operation.path.replace(/\{\w+\}/g, () => parts.shift() ?? "");
  const query = request.query.map(([name, value]) => `${encode(name)}=${encode(resolve(value))}`).join("&");
  const body = bytesOf(request, resolve);
  const now = request.now === null ? null : resolve(request.now);
  return {
    method: operation.method,
    target: query === "" ? path : `${path}?${query}`,
    headers: {
      ...(caller.authorization !== null && { authorization: caller.authorization }),
      ...(contentType !== null && body && { "content-type": contentType }),
      ...(now !== null && { "x-now": now }),
      ...(idempotencyKey !== null && { "idempotency-key": idempotencyKey }),
      ...(signature !== null && signatureHeaders(body ?? Buffer.alloc(0), signature)),
    },
    body,
  };
}

function bytesOf({ body }: AbstractRequest, resolve: (text: string) => string): Buffer | null {
  if (body === null) return null;
  return "raw" in body ? body.raw : Buffer.from(JSON.stringify(resolved(body.json, resolve)));
}

function resolved(value: Json, resolve: (text: string) => string): Json {
  if (typeof value === "string") return resolve(value);
  if (Array.isArray(value)) return value.map((item) => resolved(item, resolve));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner, resolve)]));
}

/** Percent-encodes every UTF-8 byte that needs it; a lone surrogate becomes the replacement character. */
const encode = (text: string): string => encodeURIComponent(text.toWellFormed());

/** What a reader needs to send it again; tokens and signatures are left out. */
export function describe({ method, target, headers, body }: Wire, caller: Caller): string {
  const { authorization, "webhook-signature": _, ...shown } = headers;
  const who =
    caller.role === null
      ? caller.kind
      : `${caller.kind} ${caller.id}${caller.businessId ? ` of ${caller.businessId}` : ""}`;
  const forged = caller.kind === "forger" ? ` (${authorization?.slice(0, 24)}…)` : "";
  return [
    `  ${method} ${cut(target)}`,
    `  as ${who}${forged}`,
    ...Object.entries(shown).map(([name, value]) => `  ${name}: ${value}`),
    ...(body ? [`  body: ${cut(body.toString("utf8"))}`] : []),
  ].join("\n");
}

const SHOWN = 1_500;

export const cut = (text: string): string =>
  text.length > SHOWN ? `${text.slice(0, SHOWN)}… (${text.length} characters)` : text;
