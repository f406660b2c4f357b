/** Checks of the providers: each reads a request as its provider would, and throws a Fault for what it would refuse. */
import { createDecipheriv, createECDH, createHash, createPublicKey, hkdfSync, verify } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { PUSH_ORIGIN, providerSecrets as secrets } from "./provider-secrets.ts";

export interface Incoming {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A browser's own half of its subscription. */
export interface Browser {
  endpoint: string;
  privateKey: Buffer;
  auth: Buffer;
}

/** What a provider has understood. */
export interface Received {
  channel: "email" | "sms" | "push";
  to: string;
  /** Hash of what was asked, to tell a repeat from another request under the same key. */
  digest: string;
  idempotencyKey?: string;
  content: Record<string, unknown>;
}

export class Fault extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function demand(condition: unknown, message: string, status = 400): asserts condition {
  if (!condition) throw new Fault(status, message);
}

const digestOf = (body: Buffer) => createHash("sha256").update(body).digest("base64url");
const header = (incoming: Incoming, name: string): string => {
  const value = incoming.headers[name];
  return typeof value === "string" ? value : "";
};

/** Resend: POST /emails. */
export function readEmail(incoming: Incoming): Received {
  demand(incoming.method === "POST", "Method not allowed", 405);
  demand(header(incoming, "authorization") === `Bearer ${secrets.emailKey}`, "API key is invalid", 401);
  demand(/^application\/json\b/.test(header(incoming, "content-type")), "Content-Type is not JSON", 415);
  const idempotencyKey = header(incoming, "idempotency-key");
  demand(idempotencyKey.length > 0 && idempotencyKey.length <= 256, "Idempotency-Key has no good length");
  const { from, to, subject, text, html, ...rest } = JSON.parse(incoming.body.toString("utf8"));
  demand(/^([^<>\r\n]+ <[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/.test(from), "Invalid `from` field", 422);
  demand(Array.isArray(to) && to.length === 1 && /^[^\s@<>]+@[^\s@<>]+$/.test(to[0]), "Invalid `to` field", 422);
  demand(typeof subject === "string" && subject !== "" && !/[\r\n]/.test(subject), "Invalid `subject` field", 422);
  demand(typeof text === "string" && typeof html === "string", "Missing `text` or `html` field", 422);
  demand(Object.keys(rest).length === 0, `Unknown fields ${Object.keys(rest)}`, 422);
  const digest = digestOf(incoming.body);
  return { channel: "email", to: to[0], digest, idempotencyKey, content: { from, subject, text, html } };
}

/** Twilio: POST /2010-04-01/Accounts/{sid}/Messages.json. */
export function readSms(incoming: Incoming): Received {
  demand(incoming.method === "POST", "Method not allowed", 405);
  const credentials = Buffer.from(`${secrets.twilioSid}:${secrets.twilioToken}`).toString("base64");
  demand(header(incoming, "authorization") === `Basic ${credentials}`, "Authenticate", 401);
  demand(incoming.path === `/2010-04-01/Accounts/${secrets.twilioSid}/Messages.json`, "Not found", 404);
  demand(/^application\/x-www-form-urlencoded\b/.test(header(incoming, "content-type")), "Not a form");
  const { To: to = "", Body: text = "", ...sender } = Object.fromEntries(new URLSearchParams(incoming.body.toString()));
  demand(/^\+[1-9]\d{6,14}$/.test(to), "The 'To' number is not a valid phone number");
  demand(text !== "" && text.length <= 1_600, "Message body is required and holds 1600 characters");
  const names = Object.keys(sender).join();
  demand(names === "From" || names === "MessagingServiceSid", "A 'From' or 'MessagingServiceSid' is required");
  return { channel: "sms", to, digest: digestOf(incoming.body), content: { text, ...sender } };
}

/** A push service: POST to the endpoint, RFC 8030, 8188, 8291 and 8292. */
export function readPush(incoming: Incoming, browser: Browser | undefined): Received {
  demand(browser, "No such subscription", 404);
  demand(incoming.method === "POST", "Method not allowed", 405);
  checkVapid(header(incoming, "authorization"));
  const ttl = header(incoming, "ttl");
  const topic = header(incoming, "topic");
  const urgency = header(incoming, "urgency");
  demand(/^\d+$/.test(ttl), "TTL is missing");
  demand(topic === "" || /^[\w-]{1,32}$/.test(topic), "Topic is malformed");
  demand(["", "very-low", "low", "normal", "high"].includes(urgency), "Urgency is malformed");
  demand(header(incoming, "content-encoding") === "aes128gcm", "Content-Encoding is not aes128gcm");
  demand(incoming.body.length <= 4_096, "Payload is too large", 413);
  const message = JSON.parse(decrypt(incoming.body, browser).toString("utf8"));
  const content = { ...message, ttl: Number(ttl), topic, urgency };
  return { channel: "push", to: browser.endpoint, digest: digestOf(incoming.body), content };
}

/** RFC 8292: a token of ES256 for this push service, for a day at the most, by the key that it names. */
function checkVapid(authorization: string): void {
  const [, head = "", claims = "", signature = "", key = ""] =
    /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
  demand(key === secrets.vapidPublicKey, "The key is not the subscription's", 403);
  const decoded = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  const point = Buffer.from(key, "base64url");
  const [x, y] = [point.subarray(1, 33).toString("base64url"), point.subarray(33).toString("base64url")];
  const publicKey = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  const isSigned = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  demand(isSigned && decoded(head).alg === "ES256", "The token is not signed by the key", 403);
  const { aud, exp, sub } = decoded(claims);
  const now = Date.now() / 1_000;
  demand(aud === PUSH_ORIGIN, "The token is for another service", 403);
  demand(exp > now && exp <= now + 86_400, "The token has no good expiry", 403);
  demand(sub === secrets.vapidSubject, "The token has no subject", 403);
}

/** RFC 8291 section 3.4 on top of RFC 8188 section 2; one record, as push messages have. */
function decrypt(body: Buffer, { privateKey, auth }: Browser): Buffer {
  const salt = body.subarray(0, 16);
  const recordSize = body.readUInt32BE(16);
  const keyLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + keyLength);
  const record = body.subarray(21 + keyLength);
  demand(keyLength === 65 && recordSize >= 18 && record.length <= recordSize, "The header is malformed");
  const own = createECDH("prime256v1");
  own.setPrivateKey(privateKey);
  const derive = (secret: Buffer, salted: Buffer, info: Buffer | string, length: number) =>
    Buffer.from(hkdfSync("sha256", secret, salted, info, length));
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), own.getPublicKey(), sender]);
  const key = derive(own.computeSecret(sender), auth, info, 32);
  const cipher = createDecipheriv(
    "aes-128-gcm",
    derive(key, salt, "Content-Encoding: aes128gcm\0", 16),
    derive(key, salt, "Content-Encoding: nonce\0", 12),
  );
  cipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([cipher.update(record.subarray(0, -16)), cipher.final()]);
  const end = padded.findLastIndex((byte: number) => byte !== 0);
  demand(padded[end] === 2, "The record is not the last one");
  return padded.subarray(0, end);
}
