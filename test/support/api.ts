/** Calls the Worker over HTTP and holds every answer against the schema its route declares. */
import { env, exports } from "cloudflare:workers";
import { SignJWT } from "jose";
import { expect } from "vitest";
import { ErrorResponse } from "../../src/api/schemas/error";
import { app } from "../../src/app";
import type { Role } from "../../src/domain/vocabulary";
import { type Operation, operationsOf, refusalsOf } from "../../src/http/openapi";
import { testVariables } from "./variables";

export const BASE = "https://scheduling.test";
export const operations = operationsOf(app);

export interface Caller {
  role: Role;
  id: string;
  businessId?: string;
}

export async function tokenFor(caller: Caller, overrides: Record<string, unknown> = {}): Promise<string> {
  const claims = { user_type: caller.role, ...(caller.businessId && { business_id: caller.businessId }), ...overrides };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(caller.id)
    .setIssuer(testVariables.JWT_ISSUER)
    .setAudience(testVariables.JWT_AUDIENCE)
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(testVariables.JWT_SECRET));
}

export interface Call {
  as?: Caller;
  /** ISO instant that the business rules see. */
  now?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Other variables than the tests' usual ones. */
  env?: Record<string, unknown>;
}

// biome-ignore lint/suspicious/noExplicitAny: an answer is what the test says it is
export type Answer = { status: number; body: any; headers: Headers };

export async function call(method: string, path: string, options: Call = {}): Promise<Answer> {
  const { as, now, body, headers = {}, env: overrides } = options;
  const isText = typeof body === "string";
  const request = new Request(new URL(path.startsWith("/") ? path : `/api/scheduling/${path}`, BASE), {
    method,
    headers: {
      ...(as && { Authorization: `Bearer ${await tokenFor(as)}` }),
      ...(now && { "X-Now": now }),
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? undefined : isText ? body : JSON.stringify(body),
    redirect: "manual",
  });
  const response = overrides
    ? await app.fetch(request, { ...env, ...overrides } as Env, executionContext)
    : await exports.default.fetch(request);
  const text = await response.text();
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json") ?? false;
  const answer: Answer = { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
  checkDeclared(method, new URL(request.url).pathname, answer);
  return answer;
}

export const get = (path: string, options?: Call) => call("GET", path, options);
export const post = (path: string, options?: Call) => call("POST", path, options);
export const patch = (path: string, options?: Call) => call("PATCH", path, options);
export const del = (path: string, options?: Call) => call("DELETE", path, options);

const executionContext = {
  waitUntil: () => {},
  passThroughOnException: () => {},
  props: {},
} as unknown as ExecutionContext;

export function operationAt(method: string, path: string): Operation | undefined {
  const plain = path.replace(/(.)\/$/, "$1");
  const matches = (operation: Operation) =>
    operation.method === method && new RegExp(`^${operation.path.replace(/:\w+/g, "[^/]+")}$`).test(plain);
  return operations.filter(matches).sort((a, b) => a.path.split(":").length - b.path.split(":").length)[0];
}

/** Fails the test when an answer's status is not declared or its body does not match. */
function checkDeclared(method: string, path: string, { status, body, headers }: Answer): void {
  expect(headers.get("X-Request-Id"), "every answer carries X-Request-Id").toBeTruthy();
  const operation = operationAt(method, path);
  if (status >= 400) {
    expect(ErrorResponse.safeParse(body).error, `${method} ${path} ${status} is the error envelope`).toBeUndefined();
    if (!operation) return;
    expect(refusalsOf(operation), `${method} ${operation.path} declares ${status}`).toContain(status);
    return;
  }
  if (!operation) return;
  const declared = operation.answers?.[status];
  expect(declared, `${method} ${operation.path} declares ${status}`).toBeDefined();
  if (declared?.schema) {
    expect(declared.schema.safeParse(body).error, `${method} ${operation.path} matches its schema`).toBeUndefined();
  }
}
