/** HMAC-SHA-256 with imported keys kept per isolate. */
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
