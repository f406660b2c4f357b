/**
 * Seals personal text with AES-256-GCM. A sealed value reads `keyId.nonce.ciphertext` in base64url, so that keys can
 * rotate: the current key seals, every configured key opens.
 */
import type { Keyring } from "../config";
import { fromBase64Url, toBase64Url } from "./encoding";

const NONCE_BYTES = 12;
const imported = new WeakMap<Uint8Array<ArrayBuffer>, CryptoKey>();

async function keyOf(ring: Keyring, id: string): Promise<CryptoKey> {
  const secret = ring.keys.get(id);
  if (!secret) throw new Error(`No encryption key with id ${id}`);
  const known = imported.get(secret);
  if (known) return known;
  const key = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt", "decrypt"]);
  imported.set(secret, key);
  return key;
}

/** Null and "" stay null: there is nothing to hide. */
export async function sealOptional(ring: Keyring, text: string | null | undefined): Promise<string | null> {
  return text ? seal(ring, text) : null;
}

export async function seal(ring: Keyring, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const key = await keyOf(ring, ring.current);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(text));
  return `${ring.current}.${toBase64Url(iv)}.${toBase64Url(new Uint8Array(sealed))}`;
}

/** The text, or "" for null. Throws when the value was altered or its key is gone. */
export async function open(ring: Keyring, sealed: string | null): Promise<string> {
  if (sealed === null) return "";
  const [id = "", nonce = "", body = ""] = sealed.split(".");
  const iv = fromBase64Url(nonce);
  const bytes = fromBase64Url(body);
  if (!iv || !bytes) throw new Error("Sealed value is malformed");
  return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await keyOf(ring, id), bytes));
}

/** Whether a value is sealed under another key than the current one. */
export const isOutdated = (ring: Keyring, sealed: string | null): sealed is string =>
  sealed !== null && !sealed.startsWith(`${ring.current}.`);
