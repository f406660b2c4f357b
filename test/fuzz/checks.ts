/** What holds for every answer, whatever was asked. */
import type { Caller } from "./callers.ts";
import { type Description, type Operation, operationAt } from "./description.ts";
import type { AbstractRequest } from "./requests.ts";
import { type Json, type Schema, violations } from "./schema.ts";
import type { Answer, Wire } from "./server.ts";
import type { World } from "./world.ts";

export interface Verdict {
  /** The operation that the path as sent led to, if any. */
  operation: Operation | undefined;
  /** The first thing wrong, or null. */
  problem: Problem | null;
}

export interface Problem {
  kind: string;
  detail: string;
}

const ERROR: Schema = { $ref: "#/components/schemas/Error" };

export function judge(
  description: Description,
  world: World,
  { request, caller, wire }: { request: Pick<AbstractRequest, "signature">; caller: Caller; wire: Wire },
  answer: Answer,
): Verdict {
  const operation = operationAt(description.operations, wire.method, wire.target);
  const body = parse(answer);
  const problems = [
    ...ofStatus(operation, answer),
    ...ofBody(description, operation, answer, body),
    ...ofAdmission(operation, request, caller, answer),
  ];
  if (operation && problems.length === 0 && answer.status < 300 && body !== undefined) {
    world.learn(operation, caller, body);
  }
  const leaks = world.ledger.leaks(
    caller,
    operation,
    sentText(wire),
    `${answer.text} ${JSON.stringify(answer.headers)}`,
  );
  problems.push(...leaks.map((leak) => ({ kind: "leak", detail: `shows ${leak}` })));
  return { operation, problem: problems[0] ?? null };
}

function ofStatus(operation: Operation | undefined, { status, headers }: Answer): Problem[] {
  const problems: Problem[] = [];
  if (status === 503) problems.push({ kind: "stores unreachable", detail: "answered 503" });
  else if (status >= 500) problems.push({ kind: "server error", detail: `answered ${status}` });
  if (operation && !operation.answers.has(status)) {
    problems.push({ kind: "undeclared status", detail: `answered ${status}, which is not declared` });
  }
  if (!operation && status < 400) problems.push({ kind: "unknown path", detail: `answered ${status}` });
  if (!headers["x-request-id"]) problems.push({ kind: "no request id", detail: "X-Request-Id is missing" });
  return problems;
}

function ofBody(
  { schemas }: Description,
  operation: Operation | undefined,
  { status, headers, text }: Answer,
  body: Json | undefined,
): Problem[] {
  const declared = operation?.answers.get(status);
  const contentType = String(headers["content-type"] ?? "");
  const schema = status >= 400 ? ERROR : declared?.schema;
  if (schema) {
    if (!contentType.startsWith("application/json") || body === undefined) {
      return [{ kind: "no JSON", detail: `answered ${contentType || "nothing"}: ${text.slice(0, 200)}` }];
    }
    const found = violations(schema, body, schemas);
    if (found.length > 0) return [{ kind: "schema", detail: found.slice(0, 5).join("; ") }];
    const requestId = status >= 400 ? (body as { error: { request_id: string } }).error.request_id : null;
    return requestId !== null && requestId !== headers["x-request-id"]
      ? [{ kind: "request id", detail: "error.request_id is not X-Request-Id" }]
      : [];
  }
  if (status === 204 && text !== "") return [{ kind: "body", detail: "204 with a body" }];
  if (declared?.contentType && !contentType.startsWith(declared.contentType)) {
    return [{ kind: "content type", detail: `answered ${contentType}` }];
  }
  return [];
}

/** Success only for those whom the description admits, and for signed events. */
function ofAdmission(
  operation: Operation | undefined,
  { signature }: Pick<AbstractRequest, "signature">,
  { role }: Caller,
  { status }: Answer,
): Problem[] {
  if (!operation || status >= 400) return [];
  if (operation.roles && (role === null || !operation.roles.includes(role))) {
    return [{ kind: "admission", detail: `let in ${role ?? "a caller without a valid token"}` }];
  }
  if (signature !== null && signature !== "valid") {
    return [{ kind: "admission", detail: `took events whose signature is ${signature}` }];
  }
  return [];
}

function parse({ text, headers }: Answer): Json | undefined {
  if (!String(headers["content-type"] ?? "").startsWith("application/json")) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function sentText({ target, body }: Wire): string {
  let path = target;
  try {
    path = decodeURIComponent(target);
  } catch {
    // As it was sent, then.
  }
  return `${path} ${body?.toString("utf8") ?? ""}`;
}
