/**
 * What the QR symbol carries and what its address is signed with. A token reads
 * `SNB1.<key id>.<pickup id>.<code>.<mac>`: ASCII, no personal data, and worthless if one character changes.
 */
import type { Keyring } from "../config";
import { fromBase64Url, toBase64Url } from "../crypto/encoding";
import { isMac, macOf } from "../crypto/mac";

const VERSION = "SNB1";

export interface PickupKey {
  pickupId: string;
  code: string;
}

const tokenMessage = (keyId: string, { pickupId, code }: PickupKey) =>
  `pickup-qr|${VERSION}|${keyId}|${pickupId}|${code}`;
const imageMessage = (keyId: string, pickupId: string) => `pickup-qr-image|${VERSION}|${keyId}|${pickupId}`;

export async function signToken(ring: Keyring, key: PickupKey): Promise<string> {
  const mac = await macOf(ring, ring.current, tokenMessage(ring.current, key));
  return [VERSION, ring.current, shorten(key.pickupId), key.code, mac].join(".");
}

/** The pickup a token was signed for, or null when it is altered, forged or of an unknown key. */
export async function readToken(ring: Keyring, token: string): Promise<PickupKey | null> {
  const [version, keyId = "", short = "", code = "", mac = "", ...rest] = token.trim().split(".");
  const pickupId = lengthen(short);
  if (version !== VERSION || rest.length > 0 || !pickupId) return null;
  const key = { pickupId, code };
  return (await isMac(ring, keyId, tokenMessage(keyId, key), mac)) ? key : null;
}

/** File name of a pickup's image: nobody can guess it, and it says nothing but the pickup's id. */
export async function signImageName(ring: Keyring, pickupId: string): Promise<string> {
  const mac = await macOf(ring, ring.current, imageMessage(ring.current, pickupId));
  return `${ring.current}.${shorten(pickupId)}.${mac}.svg`;
}

export async function readImageName(ring: Keyring, name: string): Promise<string | null> {
  const [keyId = "", short = "", mac = "", extension, ...rest] = name.split(".");
  const pickupId = lengthen(short);
  if (extension !== "svg" || rest.length > 0 || !pickupId) return null;
  return (await isMac(ring, keyId, imageMessage(keyId, pickupId), mac)) ? pickupId : null;
}

/** A UUID's 16 bytes in 22 characters. */
function shorten(uuid: string): string {
  return toBase64Url(Uint8Array.from(uuid.replaceAll("-", "").match(/../g) ?? [], (hex) => Number.parseInt(hex, 16)));
}

function lengthen(short: string): string | null {
  const bytes = fromBase64Url(short);
  if (bytes?.length !== 16) return null;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
