/** What somebody shows at the counter, read from what was typed or scanned. */
import { normaliseCode } from "../../domain/confirmation-code";

export type Presented =
  | { kind: "code"; code: string }
  /** `pickupId` and `code` are what the token says; only the service can tell whether it is genuine. */
  | { kind: "token"; token: string; pickupId: string; code: string };

/** Null when it can be neither. */
export function readPresented(text: string): Presented | null {
  const trimmed = text.trim();
  if (trimmed.startsWith("SNB1.")) return readToken(trimmed);
  const code = normaliseCode(trimmed);
  return code === null ? null : { kind: "code", code };
}

/** `SNB1.<key id>.<pickup id in base64url>.<code>.<mac>` (`src/qr/token.ts`). */
function readToken(token: string): Presented | null {
  const [, , short = "", code = "", mac, ...rest] = token.split(".");
  const pickupId = toUuid(short);
  return pickupId && mac && rest.length === 0 ? { kind: "token", token, pickupId, code } : null;
}

function toUuid(short: string): string | null {
  if (!/^[\w-]{22}$/.test(short)) return null;
  const bytes = atob(`${short.replaceAll("-", "+").replaceAll("_", "/")}==`);
  const hex = Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
