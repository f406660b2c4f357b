const CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const CODE_LENGTH = 6;
/** Odd, and so prime to 32 ** 6: no code comes twice. */
const STRIDE = 618_033_989n;

/** Shaped as UUIDv7: the time, then a number instead of chance. */
export function uuidAt(at: number, n: number): string {
  const time = at.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, "0")}`;
}

/** Distinct for distinct numbers below 32 ** 6, and spread as drawn ones are. */
export function codeAt(n: number): string {
  let left = Number((BigInt(n) * STRIDE) % BigInt(CODE_ALPHABET.length ** CODE_LENGTH));
  let code = "";
  for (let place = 0; place < CODE_LENGTH; place += 1) {
    code += CODE_ALPHABET[left % CODE_ALPHABET.length];
    left = Math.floor(left / CODE_ALPHABET.length);
  }
  return code;
}
