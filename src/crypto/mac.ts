/** HMAC-SHA-256 with imported keys kept per isolate. */
import type { Keyring } from "../config";
import { fromBase64Url, toBase64Url } from "./encoding";

const ALGORITHM = { name: "HMAC", hash: "SHA-256" } as const;
const imported = new WeakMap<Uint8Array<ArrayBuffer>, CryptoKey>();

async function keyOf(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const known = imported.get(secret);
  if (known) return known;
  const key = await crypto.subtle.importKey("raw", secret, ALGORITHM, false, ["sign", "verify"]);
  imported.set(secret, key);
  return key;
}

export async function sign(secret: Uint8Array<ArrayBuffer>, message: string): Promise<Uint8Array> {
  const key = await keyOf(secret);
  return new Uint8Array(await crypto.subtle.sign(ALGORITHM, key, new TextEncoder().encode(message)));
}

/** Compares in constant time. A shorter `mac` is compared with as many leading bytes, at least 16 of them. */
export async function verify(secret: Uint8Array<ArrayBuffer>, message: string, mac: Uint8Array): Promise<boolean> {
  if (mac.length < 16 || mac.length > 32) return false;
  const expected = (await sign(secret, message)).subarray(0, mac.length);
  return crypto.subtle.timingSafeEqual(expected, mac);
}

/** 128 bits: enough against forgery, and a smaller QR symbol. */
const SHORT_BYTES = 16;

/** A short MAC under one of the ring's keys, in base64url. */
export async function macOf(ring: Keyring, keyId: string, message: string): Promise<string> {
  const secret = ring.keys.get(keyId);
  if (!secret) throw new Error(`No QR key with id ${keyId}`);
  return toBase64Url((await sign(secret, message)).subarray(0, SHORT_BYTES));
}

export async function isMac(ring: Keyring, keyId: string, message: string, mac: string): Promise<boolean> {
  const secret = ring.keys.get(keyId);
  const bytes = fromBase64Url(mac);
  return secret !== undefined && bytes?.length === SHORT_BYTES && verify(secret, message, bytes);
}
