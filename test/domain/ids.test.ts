import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseCode } from "../../src/domain/confirmation-code";
import { drawCode, isUuid, uuidv7 } from "../../src/ids";

const instants = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const timeOf = (id: string) => Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);

describe("UUIDv7 ids", () => {
  it("carry version 7, the RFC variant and the time in their first 48 bits", () => {
    fc.assert(
      fc.property(instants, (now) => {
        const id = uuidv7(now);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(timeOf(id)).toBe(now);
        expect(isUuid(id)).toBe(true);
      }),
    );
  });

  it("sort by creation as text", () => {
    fc.assert(
      fc.property(instants, instants, (one, other) => {
        fc.pre(one !== other);
        expect(uuidv7(one) < uuidv7(other)).toBe(one < other);
      }),
    );
  });

  it("differ within one millisecond", () => {
    const now = Date.parse("2026-06-25T08:00:00Z");
    expect(new Set(Array.from({ length: 5_000 }, () => uuidv7(now))).size).toBe(5_000);
  });
});

describe("what looks like a UUID", () => {
  it("is one of any version and in any case", () => {
    expect(isUuid("2dec41ab-6ec1-5b60-aca4-e136917e17b4")).toBe(true);
    expect(isUuid("2DEC41AB-6EC1-5B60-ACA4-E136917E17B4")).toBe(true);
  });

  it.each([
    "",
    "42",
    "2dec41ab6ec15b60aca4e136917e17b4",
    "2dec41ab-6ec1-5b60-aca4-e136917e17b",
    "2dec41ab-6ec1-5b60-aca4-e136917e17b4\n",
    "{2dec41ab-6ec1-5b60-aca4-e136917e17b4}",
    "gdec41ab-6ec1-5b60-aca4-e136917e17b4",
  ])("is not %j", (text) => {
    expect(isUuid(text)).toBe(false);
  });
});

describe("drawn confirmation codes", () => {
  it("are codes, and next to never the same", () => {
    const codes = Array.from({ length: 2_000 }, drawCode);
    for (const code of codes) expect(normaliseCode(code)).toBe(code);
    expect(new Set(codes).size).toBeGreaterThan(1_990);
  });
});
