import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CODE_LENGTH, codeFrom, normaliseCode } from "../../src/domain/confirmation-code";

const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const sixBytes = fc.uint8Array({ minLength: CODE_LENGTH, maxLength: CODE_LENGTH });

describe("confirmation codes from random bytes", () => {
  it("use every character for exactly 8 of the 256 byte values, at every place", () => {
    for (let place = 0; place < CODE_LENGTH; place += 1) {
      const counts = new Map<string, number>();
      for (let byte = 0; byte < 256; byte += 1) {
        const char = codeFrom(new Uint8Array(CODE_LENGTH).fill(byte, place, place + 1)).charAt(place);
        counts.set(char, (counts.get(char) ?? 0) + 1);
      }
      expect([...counts.keys()].sort().join("")).toBe([...ALPHABET].sort().join(""));
      expect(new Set(counts.values())).toEqual(new Set([8]));
    }
  });

  it("have six characters without the look-alikes I, O, 0 and 1", () => {
    fc.assert(
      fc.property(sixBytes, (bytes) => {
        expect(codeFrom(bytes)).toMatch(/^[ABCDEFGHJKLMNPQRSTUVWXYZ2-9]{6}$/);
      }),
    );
  });

  it("are the codes that a person's typing is read as", () => {
    fc.assert(
      fc.property(sixBytes, (bytes) => {
        const code = codeFrom(bytes);
        expect(normaliseCode(code)).toBe(code);
        expect(normaliseCode(` ${code.slice(0, 3).toLowerCase()}-${code.slice(3)} `)).toBe(code);
      }),
    );
  });
});

describe("reading a code that a person typed", () => {
  it.each(["ABC234", "abc234", "abc-234", " a b c 2 3 4 ", "AB-C2-34", "\tABC234\n"])("understands %j", (text) => {
    expect(normaliseCode(text)).toBe("ABC234");
  });

  it.each(["ABC23", "ABC2345", "ABC230", "ABC231", "ABI234", "ABO234", "ABC_234", "ÄBC234", "", "------"])(
    "sees no code in %j",
    (text) => {
      expect(normaliseCode(text)).toBeNull();
    },
  );
});
