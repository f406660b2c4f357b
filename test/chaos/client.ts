/** Calls to the server as one of its callers. What gets no answer is told apart from what is refused. */
import { createHmac, randomUUID } from "node:crypto";
import { makeToken, type Role } from "../../scripts/tokens.ts";
import { variable } from "../../scripts/variables.ts";

const ANSWER_TIMEOUT_MS = 20_000;
const EVENTS_PER_CALL = 100;

export interface Caller {
  role: Role;
  id: string;
  businessId?: string;
}

export interface Request {
  method: "GET" | "POST" | "DELETE";
  path: string;
  as: Caller;
  body?: object;
  /** The instant that the rules see. */
  now?: number;
  idempotencyKey?: string;
}

export interface Answer {
  /** Null when the connection broke or nothing came in time. */
  status: number | null;
  body: unknown;
}

export class Client {
  readonly #base: string;
  readonly #tokens = new Map<string, Promise<string>>();

  constructor(origin: string) {
    this.#base = `${origin}/api/scheduling/`;
  }

  async call({ method, path, as, body, now, idempotencyKey }: Request): Promise<Answer> {
    const headers = {
      authorization: `Bearer ${await this.#token(as)}`,
      ...(body && { "content-type": "application/json" }),
      ...(now !== undefined && { "x-now": new Date(now).toISOString() }),
      ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
    };
    return this.#send(path, { method, headers, body: body && JSON.stringify(body) });
  }

  /** For calls that must succeed, while nothing is killed. */
  async demand<Body>(request: Request): Promise<Body> {
    const { status, body } = await this.call(request);
    if (status !== null && status >= 200 && status < 300) return body as Body;
    throw new Error(`${request.method} ${request.path} answered ${status}: ${JSON.stringify(body)}`);
  }

  async sendEvents(events: { type: string; data: object }[]): Promise<void> {
    for (let start = 0; start < events.length; start += EVENTS_PER_CALL) {
      const batch = events.slice(start, start + EVENTS_PER_CALL).map(({ type, data }) => ({
        specversion: "1.0",
        id: randomUUID(),
        source: "/chaos",
        type,
        time: new Date().toISOString(),
        data,
      }));
      const text = JSON.stringify(batch);
      const headers = { "content-type": "application/json", ...signatureOf(text) };
      const { status, body } = await this.#send("events/", { method: "POST", headers, body: text });
      if (status !== 202) throw new Error(`Events were answered ${status}: ${JSON.stringify(body)}`);
    }
  }

  async #send(path: string, init: RequestInit): Promise<Answer> {
    try {
      const response = await fetch(this.#base + path, { ...init, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
      const text = await response.text();
      return { status: response.status, body: parse(text) };
    } catch {
      return { status: null, body: null };
    }
  }

  #token({ role, id, businessId }: Caller): Promise<string> {
    const key = `${role} ${id}`;
    const token = this.#tokens.get(key) ?? makeToken(role, id, businessId);
    this.#tokens.set(key, token);
    return token;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // the dev server's own words while the Worker is down
  }
}

function signatureOf(body: string): Record<string, string> {
  const id = randomUUID();
  const timestamp = Math.floor(Date.now() / 1_000).toString();
  const secret = Buffer.from(variable("EVENTS_SECRET").replace(/^whsec_/, ""), "base64");
  const mac = createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${mac}` };
}
