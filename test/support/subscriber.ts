/**
 * A subscriber of events: remembers what is posted to `/hooks/{name}`, the signature as it came. `subscriber-client.ts`
 * has its address and speaks to it:
 *
 * - `GET /requests?name=` answers what arrived for a name, in order, with the status that was answered.
 * - `POST /answers {name, status, headers?, delayMs?, times?}` sets how a name's requests are answered, from now on or so
 *   many times; a status of 0 hangs up. Names must be a test's own.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    subscriber: string;
  }
}

export interface PlannedReply {
  name: string;
  status: number;
  headers?: Record<string, string>;
  delayMs?: number;
  times?: number;
}

export interface PostedEvent {
  method: string;
  headers: IncomingHttpHeaders;
  /** As it came, byte for byte, for its signature. */
  body: string;
  status: number;
}

const plans = new Map<string, PlannedReply>();
const posted = new Map<string, PostedEvent[]>();

/** Null when the request is none of the tests' own. */
function control(method: string, url: URL, body: string): unknown {
  if (method === "GET" && url.pathname === "/requests") return posted.get(url.searchParams.get("name") ?? "") ?? [];
  if (method !== "POST" || url.pathname !== "/answers") return null;
  const plan: PlannedReply = JSON.parse(body);
  plans.set(plan.name, plan);
  return plan;
}

function planFor(name: string): PlannedReply {
  const plan = plans.get(name) ?? { name, status: 200 };
  if (plan.times === undefined) return plan;
  plan.times -= 1;
  if (plan.times <= 0) plans.delete(name);
  return plan;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function answer(response: ServerResponse, { status, headers }: Omit<PlannedReply, "name">, body: unknown): void {
  if (status === 0) return void response.destroy();
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

export default async function subscriber(project: TestProject): Promise<() => void> {
  const server = createServer(async (request, response) => {
    const { method = "", headers } = request;
    const url = new URL(request.url ?? "", "http://subscriber");
    const body = await read(request);
    const controlled = control(method, url, body);
    if (controlled !== null) return answer(response, { status: 200 }, controlled);
    const name = url.pathname.replace("/hooks/", "");
    const plan = planFor(name);
    posted.set(name, [...(posted.get(name) ?? []), { method, headers, body, status: plan.status }]);
    setTimeout(() => answer(response, plan, { taken: true }), plan.delayMs ?? 0).unref();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  project.provide("subscriber", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return () => {
    server.closeAllConnections();
    server.close();
  };
}
