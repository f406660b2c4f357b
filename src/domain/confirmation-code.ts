/** Confirmation codes: 6 characters without the look-alikes I, O, 0 and 1. */
export const CODE_LENGTH = 6;
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** One code from random bytes. 32 characters divide 256 exactly, so taking five bits of each byte has no modulo bias. */
export function codeFrom(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, CODE_LENGTH), (byte) => ALPHABET.charAt(byte & 31)).join("");
}

/** The code a person meant: any case, spaces and dashes ignored. Null when that can be no code. */
export function normaliseCode(text: string): string | null {
  const code = text.replace(/[\s-]/g, "").toUpperCase();
  return /^[A-HJ-NP-Z2-9]{6}$/.test(code) ? code : null;
}
