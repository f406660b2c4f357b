import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config";
import { readImageName, readToken, signImageName, signToken } from "../../src/qr/token";

const { qrKeys } = readConfig(env);
const key = { pickupId: "01a204ec-78e5-7a3e-b7fc-85cee4d392e4", code: "ABC234" };

describe("a QR token", () => {
  it("says which pickup it was signed for", async () => {
    const token = await signToken(qrKeys, key);
    expect(token).toMatch(/^SNB1\.q1\.[\w-]{22}\.ABC234\.[\w-]{22}$/);
    expect(await readToken(qrKeys, token)).toEqual(key);
  });

  it("is worthless once any one character of it is changed", async () => {
    const token = await signToken(qrKeys, key);
    for (const [index, char] of [...token].entries()) {
      const altered = token.slice(0, index) + (char === "A" ? "B" : "A") + token.slice(index + 1);
      const read = await readToken(qrKeys, altered);
      expect(read, `character ${index}`).toBeNull();
    }
  });

  it("of a retired key is still read while that key is configured, and not after", async () => {
    const token = await signToken(qrKeys, key);
    const old = qrKeys.keys.get("q1");
    if (!old) throw new Error("q1 is configured");
    const rotated = {
      current: "q2",
      keys: new Map([
        ["q2", new Uint8Array(32).fill(7)],
        ["q1", old],
      ]),
    };
    expect(await readToken(rotated, token)).toEqual(key);
    expect(await signToken(rotated, key)).toContain(".q2.");
    expect(await readToken({ current: "q2", keys: new Map([["q2", new Uint8Array(32).fill(7)]]) }, token)).toBeNull();
  });

  it("cannot be made from the address of its image, nor the other way round", async () => {
    const [, short, mac] = (await signImageName(qrKeys, key.pickupId)).split(".");
    expect(await readToken(qrKeys, `SNB1.q1.${short}.ABC234.${mac}`)).toBeNull();
    const tokenMac = (await signToken(qrKeys, key)).split(".").at(-1);
    expect(await readImageName(qrKeys, `q1.${short}.${tokenMac}.svg`)).toBeNull();
  });

  it.each([
    "",
    "SNB1",
    "SNB1.q1.x.y.z",
    "SNB2.q1.a.b.c",
    `${"A".repeat(5_000)}`,
    "SNB1.q9.AAAAAAAAAAAAAAAAAAAAAA.ABC234.AAAAAAAAAAAAAAAAAAAAAA",
  ])("that is no token is refused without an error: %j", async (text) => {
    expect(await readToken(qrKeys, text)).toBeNull();
    expect(await readImageName(qrKeys, text)).toBeNull();
  });
});
