/** A slot's id is the UUIDv5 (RFC 9562) of its location, start and end: laying the same slot twice names one thing. */
import type { Stretch } from "./slot-laying";

/** Namespace of slot ids. Drawn once at random; changing it would rename every slot. */
const NAMESPACE = "6f1f2c1e-4a0b-4f5e-9b52-0d7d2a3c8e41";

export async function slotId(locationId: string, { startsAt, endsAt }: Stretch): Promise<string> {
  const name = new TextEncoder().encode(`${locationId}|${startsAt}|${endsAt}`);
  const namespace = Uint8Array.from(NAMESPACE.replaceAll("-", "").match(/../g) ?? [], (hex) =>
    Number.parseInt(hex, 16),
  );
  const digest = await crypto.subtle.digest("SHA-1", new Uint8Array([...namespace, ...name]));
  const bytes = [...new Uint8Array(digest, 0, 16)].map((byte, i) =>
    i === 6 ? (byte & 0x0f) | 0x50 : i === 8 ? (byte & 0x3f) | 0x80 : byte,
  );
  return bytes
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
