/** The OpenAPI 3.1 description, read off the routes and the schemas that validate them. */
import type { Hono } from "hono";
import * as z from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { ErrorResponse } from "../api/schemas/error";
import type { AppEnv } from "./context";
import { factsOf, type RouteFacts } from "./route-facts";

export interface Operation extends RouteFacts {
  method: string;
  /** As Hono writes it, such as `/pickups/:id/cancel`. */
  path: string;
}

/** Whatever is asked: the sieve, something that broke, a store out of reach. */
const OF_ALL = [429, 500, 503];
/** Who calls is checked, and what they may do. */
const OF_TOKENS = [401, 403];
/** The body limit and the form of `Idempotency-Key`; the key's use. */
const OF_WRITES = { any: [400], withToken: [422] };

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

/**
 * What an operation may refuse with: what follows from what its route says, and what the route declares itself. On a local
 * server a malformed `X-Now` is 400 as well, wherever it is sent.
 */
export function refusalsOf({ method, path, roles, query, body, refusals = [] }: Operation): number[] {
  const isWrite = method !== "GET";
  const statuses = [
    ...(roles ? OF_TOKENS : []),
    ...(isWrite ? OF_WRITES.any : []),
    ...(isWrite && roles ? OF_WRITES.withToken : []),
    ...(query || body ? [400] : []),
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
    },
    ...(body && {
      requestBody: { required: !body.isOptional, content: { "application/json": { schema: body.schema } } },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, { schema, contentType = "application/json" }]) => [
          status,
          { description: summary ?? "", ...(schema && { content: { [contentType]: { schema } } }) },
        ]),
      ),
      ...Object.fromEntries(
        refusalsOf(operation).map((status) => [
          status,
          { description: "Refused", content: { "application/json": { schema: ErrorResponse } } },
        ]),
      ),
    },
  };
}
