/** Randomness of the service: identifiers and confirmation codes. */
import { CODE_LENGTH, codeFrom } from "./domain/confirmation-code";
import type { EpochMs } from "./domain/time";

/** UUIDv7 (RFC 9562): 48 bits of time, then random, so that ids sort by creation. */
export function uuidv7(now: EpochMs): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(now / 0x1_0000));
  view.setUint16(4, now % 0x1_0000);
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x70);
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80);
  let text = "";
  for (let n = 0; n < 16; n += 1) text += (n === 4 || n === 6 || n === 8 || n === 10 ? "-" : "") + HEX[bytes[n] ?? 0];
  return text;
}

/** Every request draws one: looked up, an id costs a fraction of what it costs to format. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Sorts before every UUIDv7 made at the instant or later, and after those made before. */
export function firstUuidAt(at: EpochMs): string {
  const hex = Math.max(0, at).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

export const isUuid = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);

/** A confirmation code from the platform's CSPRNG. */
export const drawCode = (): string => codeFrom(crypto.getRandomValues(new Uint8Array(CODE_LENGTH)));
