/**
 * One server in the place of all providers of notifications: Resend (`POST /emails`), Twilio (`POST /2010-04-01/…`) and a
 * push service (`POST /push/{id}`). It checks each request as the provider would (`provider-checks.ts`), refuses what they
 * would refuse, and remembers the rest. `provider-client.ts` has its address and speaks to it:
 *
 * - `POST /browsers` makes a browser's push subscription and answers it as `PushSubscription.toJSON()`.
 * - `GET /requests?to=` answers what arrived for an e-mail address, a phone number or a push endpoint, in order, with the
 *   status that was answered. A repeat under the same idempotency key is `isRepeat` and reaches nobody.
 * - `POST /answers {to, status, headers?, delayMs?, times?}` sets how requests for a recipient are answered, from now on
 *   or so many times; a status of 0 hangs up. 200 is good again. Recipients must be a test's own.
 */
import { createECDH, randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { type Browser, Fault, type Incoming, type Received, readEmail, readPush, readSms } from "./provider-checks.ts";
import { PUSH_ORIGIN } from "./provider-secrets.ts";

declare module "vitest" {
  interface ProvidedContext {
    providers: string;
  }
}

export interface PlannedAnswer {
  to: string;
  status: number;
  headers?: Record<string, string>;
  delayMs?: number;
  times?: number;
}

export type RecordedRequest = Omit<Received, "digest"> & { status: number; isRepeat: boolean };

const GOOD_STATUS = { email: 200, sms: 201, push: 201 };

class Providers {
  readonly #browsers = new Map<string, Browser>();
  readonly #plans = new Map<string, PlannedAnswer>();
  readonly #requests: RecordedRequest[] = [];
  readonly #digestByKey = new Map<string, string>();

  /** Null when the request is none of the tests' own. */
  control({ method, path, body }: Incoming): unknown {
    const url = new URL(path, PUSH_ORIGIN);
    switch (`${method} ${url.pathname}`) {
      case "POST /browsers":
        return this.#makeBrowser();
      case "GET /requests":
        return this.#requests.filter(({ to }) => to === url.searchParams.get("to"));
      case "POST /answers": {
        const plan = JSON.parse(body.toString("utf8")) as PlannedAnswer;
        this.#plans.set(plan.to, plan);
        return plan;
      }
      default:
        return null;
    }
  }

  /** What the provider asked for answers. Throws a Fault for what it would refuse. */
  receive(incoming: Incoming): Omit<PlannedAnswer, "to"> & { body: unknown } {
    const { digest, ...received } = this.#read(incoming);
    const { channel, to, idempotencyKey } = received;
    const known = idempotencyKey === undefined ? undefined : this.#digestByKey.get(idempotencyKey);
    if (known !== undefined && known !== digest) throw new Fault(409, "The key was used with another payload");
    const plan = this.#planFor(to);
    const status = plan && plan.status !== 200 ? plan.status : GOOD_STATUS[channel];
    const isGood = status >= 200 && status < 300;
    if (isGood && idempotencyKey !== undefined) this.#digestByKey.set(idempotencyKey, digest);
    this.#requests.push({ ...received, status, isRepeat: known !== undefined });
    // Refusals name the recipient, as real ones do: it must not reach a table or a log.
    const body = isGood ? { id: randomUUID() } : { code: 21_211, message: `Cannot send to ${to}`, status };
    return { ...plan, status, body };
  }

  #read(incoming: Incoming): Received {
    if (incoming.path === "/emails") return readEmail(incoming);
    if (incoming.path.startsWith("/push/")) return readPush(incoming, this.#browsers.get(incoming.path));
    return readSms(incoming);
  }

  #planFor(to: string): PlannedAnswer | undefined {
    const plan = this.#plans.get(to);
    if (plan?.times === undefined) return plan;
    plan.times -= 1;
    if (plan.times <= 0) this.#plans.delete(to);
    return plan;
  }

  #makeBrowser() {
    const path = `/push/${randomUUID()}`;
    const keys = createECDH("prime256v1");
    const p256dh = keys.generateKeys().toString("base64url");
    const auth = randomBytes(16);
    const endpoint = `${PUSH_ORIGIN}${path}`;
    this.#browsers.set(path, { endpoint, privateKey: keys.getPrivateKey(), auth });
    return { endpoint, expirationTime: null, keys: { p256dh, auth: auth.toString("base64url") } };
  }
}

async function read(request: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method = "", url: path = "", headers } = request;
  return { method, path, headers, body: Buffer.concat(chunks) };
}

function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  if (status === 0) return void response.destroy();
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

export default async function providers(project: TestProject): Promise<() => void> {
  const all = new Providers();
  const server = createServer(async (request, response) => {
    const incoming = await read(request);
    try {
      const controlled = all.control(incoming);
      if (controlled !== null) return answer(response, 200, controlled);
      const { status, body, headers, delayMs = 0 } = all.receive(incoming);
      setTimeout(() => answer(response, status, body, headers), delayMs).unref();
    } catch (error) {
      answer(response, error instanceof Fault ? error.status : 400, { message: String(error) });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  project.provide("providers", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return () => {
    server.closeAllConnections();
    server.close();
  };
}
