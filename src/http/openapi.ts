/** The OpenAPI 3.1 description, read off the routes and the schemas that validate them. */
import type { Hono } from "hono";
import * as z from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { ErrorResponse } from "../api/schemas/error";
import { LIMITS } from "../config";
import { BOOKMARK_HEADER } from "./bookmark-header";
import type { AppEnv } from "./context";
import { factsOf, type RouteFacts } from "./route-facts";

export interface Operation extends RouteFacts {
  method: string;
  /** As Hono writes it, such as `/pickups/:id/cancel`. */
  path: string;
}

/** Whatever is asked: the form of what comes with it, the sieve, something that broke, a store out of reach. */
const OF_ALL = [400, 429, 500, 503];
/** Who calls is checked, and what they may do. */
const OF_TOKENS = [401, 403];
/** The use of an `Idempotency-Key`. */
const OF_WRITES_WITH_TOKEN = [422];

const SHOWN = z.object({
  [BOOKMARK_HEADER]: z
    .string()
    .max(LIMITS.bookmarkLength)
    .optional()
    .meta({
      description:
        "The newest one that answers came with: what is read then shows at least what they showed and wrote. Without it, what " +
        "is only shown may lag behind by a moment. A malformed one is refused with 400, an empty one is none.",
    }),
});
const SEEN = z.object({
  [BOOKMARK_HEADER]: z.string().optional().meta({
    description: "What the caller has seen of the database by now, to be sent with the next call",
  }),
});

/** Every route that declares its answers, with what all of its middleware says together. */
export function operationsOf(app: Hono<AppEnv>): Operation[] {
  const operations = new Map<string, Operation>();
  for (const { method, path, handler } of app.routes) {
    const about = factsOf(handler);
    if (!about || method === "ALL") continue;
    const key = `${method} ${path}`;
    const known = operations.get(key);
    const refusals = [...(known?.refusals ?? []), ...(about.refusals ?? [])];
    operations.set(key, { ...known, ...about, refusals, method, path });
  }
  return [...operations.values()].filter((operation) => operation.answers !== undefined);
}

export function describeApi(app: Hono<AppEnv>): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of operationsOf(app)) {
    const path = `${operation.path.replace(/:(\w+)(\{.*?\})?/g, "{$1}")}/`.replace(/\/\/$/, "/");
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: toOperation(operation) };
  }
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Save n Bite Scheduling",
      version: "1.0.0",
      description: "Pickup slots, bookings and counter verification for surplus food.",
    },
    security: [{ bearer: [] }],
    components: { securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
    paths,
  });
}

/** What an operation may refuse with: what follows from what its route says, and what the route declares itself. */
export function refusalsOf({ method, path, roles, refusals = [] }: Operation): number[] {
  const statuses = [
    ...(roles ? OF_TOKENS : []),
    ...(method !== "GET" && roles ? OF_WRITES_WITH_TOKEN : []),
    ...(path.includes(":") ? [404] : []),
    ...refusals,
    ...OF_ALL,
  ];
  return [...new Set(statuses)].sort((a, b) => a - b);
}

function toOperation(operation: Operation): ZodOpenApiOperationObject {
  const { method, path, roles, query, body, summary, answers = {} } = operation;
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? "");
  return {
    summary,
    operationId: `${method.toLowerCase()} ${path}`.replace(/[^a-z0-9]+/gi, "_"),
    tags: [path.split("/")[3] ?? "service"],
    ...(roles ? { description: `Roles: ${roles.join(", ")}.` } : { security: [] }),
    requestParams: {
      ...(names.length > 0 && { path: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) }),
      ...(query instanceof z.ZodObject && { query }),
      header: SHOWN,
    },
    ...(body && {
      requestBody: { required: !body.isOptional, content: { "application/json": { schema: body.schema } } },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, { schema, contentType = "application/json" }]) => [
          status,
          { description: summary ?? "", headers: SEEN, ...(schema && { content: { [contentType]: { schema } } }) },
        ]),
      ),
      ...Object.fromEntries(
        refusalsOf(operation).map((status) => [
          status,
          { description: "Refused", headers: SEEN, content: { "application/json": { schema: ErrorResponse } } },
        ]),
      ),
    },
  };
}
