/** Signatures as the platform makes them, for events and for QR tokens. */
import { createHmac, randomUUID } from "node:crypto";
import { variable } from "../../scripts/variables.ts";

export const SIGNATURES = ["valid", "missing", "wrong", "of another body", "too old", "garbage"] as const;
export type Signature = (typeof SIGNATURES)[number];

const TOO_OLD_SECONDS = 400;

export function signatureHeaders(body: Buffer, signature: Signature): Record<string, string> {
  if (signature === "missing") return {};
  const id = randomUUID();
  const now = Math.floor(Date.now() / 1_000);
  const timestamp = String(signature === "too old" ? now - TOO_OLD_SECONDS : now);
  const secret = Buffer.from(variable("EVENTS_SECRET").replace(/^whsec_/, ""), "base64");
  const mac = createHmac("sha256", signature === "wrong" ? "another secret" : secret)
    .update(`${id}.${timestamp}.`)
    .update(signature === "of another body" ? Buffer.concat([body, Buffer.from(" ")]) : body)
    .digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature === "garbage" ? "v1,*** v1, v2,AAAA" : `v1,${mac}`,
  };
}

/** What a scanner reads off the symbol of a pickup. */
export function qrToken(pickupId: string, code: string): string {
  const [keyId = "", key = ""] = variable("QR_SECRET").split(",")[0]?.split(":") ?? [];
  const short = Buffer.from(pickupId.replaceAll("-", ""), "hex").toString("base64url");
  const message = `pickup-qr|SNB1|${keyId}|${pickupId}|${code}`;
  const mac = createHmac("sha256", Buffer.from(key, "base64")).update(message).digest().subarray(0, 16);
  return ["SNB1", keyId, short, code, mac.toString("base64url")].join(".");
}
