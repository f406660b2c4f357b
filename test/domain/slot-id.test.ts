import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slotId } from "../../src/domain/slot-id";

const NAMESPACE = "6f1f2c1e4a0b4f5e9b520d7d2a3c8e41";
const startsAt = Date.parse("2026-06-26T15:00:00Z");
const endsAt = Date.parse("2026-06-26T15:25:00Z");

function uuidv5(name: string): string {
  const digest = createHash("sha1").update(Buffer.from(NAMESPACE, "hex")).update(name).digest("hex");
  const variant = ((Number.parseInt(digest.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  const parts = [digest.slice(0, 8), digest.slice(8, 12), `5${digest.slice(13, 16)}`];
  return [...parts, `${variant}${digest.slice(18, 20)}`, digest.slice(20, 32)].join("-");
}

describe("the id of a slot", () => {
  it("never changes for the same stretch of the same location", async () => {
    expect(await slotId("location-1", { startsAt, endsAt })).toBe("2dec41ab-6ec1-5b60-aca4-e136917e17b4");
  });

  it("is the UUIDv5 of location, start and end", async () => {
    const instant = fc.integer({ min: 0, max: 4_102_444_800_000 });
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 64 }), instant, instant, async (location, from, to) => {
        const id = await slotId(location, { startsAt: from, endsAt: to });
        expect(id).toBe(uuidv5(`${location}|${from}|${to}`));
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });

  it("differs where the location, the start or the end differs", async () => {
    const ids = await Promise.all([
      slotId("location-1", { startsAt, endsAt }),
      slotId("location-2", { startsAt, endsAt }),
      slotId("location-1", { startsAt: startsAt + 60_000, endsAt }),
      slotId("location-1", { startsAt, endsAt: endsAt + 60_000 }),
    ]);
    expect(new Set(ids).size).toBe(4);
  });
});
