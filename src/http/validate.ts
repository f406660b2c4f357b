/** Validators that answer a malformed value with the contract's envelope and describe themselves. */
import type { MiddlewareHandler } from "hono";
import type * as z from "zod";
import { LIMITS } from "../config";
import type { FieldErrors } from "../domain/refusal";
import type { AppEnv } from "./context";
import { RefusalError } from "./errors";
import { withFacts } from "./route-facts";

/** Middleware that leaves `c.req.valid(target)` behind, typed for handlers and for typed clients. */
type Validating<T extends "json" | "query", S extends z.ZodType> = MiddlewareHandler<
  AppEnv,
  string,
  { in: { [K in T]: z.input<S> }; out: { [K in T]: z.output<S> } }
>;

/** A JSON body. `isOptional` takes a request without a body for `{}`. */
export function body<S extends z.ZodType<object>>(schema: S, { isOptional = false } = {}): Validating<"json", S> {
  const middleware: Validating<"json", S> = async (c, next) => {
    const text = await c.req.text();
    const isAbsent = isOptional && text.trim() === "";
    const data = isAbsent ? parse(schema, {}, "body") : parseJson(schema, text, c.req.header("Content-Type"));
    c.req.addValidatedData("json", data);
    await next();
  };
  return withFacts(middleware, { body: { schema, isOptional } });
}

export function query<S extends z.ZodType<object>>(schema: S): Validating<"query", S> {
  const middleware: Validating<"query", S> = async (c, next) => {
    c.req.addValidatedData("query", parse(schema, c.req.query(), "query"));
    await next();
  };
  return withFacts(middleware, { query: schema });
}

/** Describes a body that its handler reads itself, because its signature covers the very bytes. */
export const signedBody = (schema: z.ZodType): MiddlewareHandler<AppEnv> =>
  withFacts<MiddlewareHandler<AppEnv>>((_, next) => next(), { refusals: [401], body: { schema, isOptional: false } });

/** Throws a refusal that names what is wrong. */
export function parseJson<S extends z.ZodType>(schema: S, text: string, contentType: string | undefined): z.output<S> {
  if (text.trim() === "") return refuseBody("A JSON body is required");
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(contentType ?? "")) {
    return refuseBody("Content-Type must be application/json");
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuseBody("Malformed JSON");
  }
  if (isDeeper(value, LIMITS.jsonDepth)) return refuseBody(`Must nest at most ${LIMITS.jsonDepth} levels`);
  return parse(schema, value, "body");
}

/** Stops at the limit, so that no body can exhaust the stack. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function parse<S extends z.ZodType>(schema: S, value: unknown, root: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RefusalError({ kind: "validation", details: fieldErrors(parsed.error, { root }) });
}

/** Messages by field. What concerns the whole value stands under `root`; `prefix` leads to a value inside a larger one. */
export function fieldErrors(
  error: z.ZodError,
  { root = "body", prefix = [] }: { root?: string; prefix?: PropertyKey[] },
): FieldErrors {
  const details: FieldErrors = {};
  for (const { path, message } of error.issues) {
    const field = [...prefix, ...path].join(".") || root;
    details[field] = [...(details[field] ?? []), message];
  }
  return details;
}

function refuseBody(message: string): never {
  throw new RefusalError({ kind: "validation", details: { body: [message] } });
}
