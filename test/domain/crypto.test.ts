import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Keyring } from "../../src/config";
import { open, seal, sealOptional } from "../../src/crypto/cipher";
import { fromBase64Url, toBase64, toBase64Url } from "../../src/crypto/encoding";

const newKey = () => crypto.getRandomValues(new Uint8Array(32));
const ringOf = (current: string, keys: Record<string, Uint8Array<ArrayBuffer>>): Keyring => ({
  current,
  keys: new Map(Object.entries(keys)),
});
const sealedText = async (ring: Keyring, text: string): Promise<string> => {
  const sealed = await seal(ring, text);
  if (sealed === null) throw new Error("Nothing was sealed");
  return sealed;
};
const flipped = (encoded: string, at: number): string => {
  const bytes = fromBase64Url(encoded) ?? new Uint8Array();
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return toBase64Url(bytes);
};

describe("sealed text", () => {
  const ring = ringOf("k1", { k1: newKey() });

  it("opens to what was sealed, whatever the script", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, unit: "grapheme" }), async (text) => {
        expect(await open(ring, await seal(ring, text))).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it("is key id, nonce and ciphertext, and does not show the text", async () => {
    const text = "Please keep food warm";
    const sealed = await sealedText(ring, text);
    expect(sealed).toMatch(/^k1\.[\w-]{16}\.[\w-]+$/);
    expect(sealed).not.toContain(toBase64Url(new TextEncoder().encode(text)));
    expect(fromBase64Url(sealed.split(".")[2] ?? "")).toHaveLength(text.length + 16);
  });

  it("differs each time", async () => {
    const sealed = await Promise.all(Array.from({ length: 50 }, () => seal(ring, "same")));
    expect(new Set(sealed).size).toBe(50);
    expect(new Set(sealed.map((value) => value?.split(".")[1])).size).toBe(50);
  });

  it("is null for nothing, which opens to nothing", async () => {
    for (const nothing of [null, undefined, ""]) expect(await sealOptional(ring, nothing)).toBeNull();
    expect(await open(ring, null)).toBe("");
  });

  it("does not open once its ciphertext, tag or nonce was altered", async () => {
    const [id = "", nonce = "", body = ""] = (await sealedText(ring, "note")).split(".");
    await expect(open(ring, `${id}.${nonce}.${flipped(body, 0)}`)).rejects.toThrow();
    await expect(open(ring, `${id}.${nonce}.${flipped(body, 19)}`)).rejects.toThrow();
    await expect(open(ring, `${id}.${flipped(nonce, 0)}.${body}`)).rejects.toThrow();
  });

  it.each(["", "k1", "k1..", "k1.!!!!.AAAA", "plain text"])("does not open from %j", async (text) => {
    await expect(open(ring, text)).rejects.toThrow();
  });
});

describe("keys that rotate", () => {
  const [first, second] = [newKey(), newKey()];

  it("seal with the current one and open with every one", async () => {
    const before = ringOf("k1", { k1: first });
    const after = ringOf("k2", { k2: second, k1: first });
    const old = await sealedText(before, "old note");
    const fresh = await sealedText(after, "new note");
    expect([old.split(".")[0], fresh.split(".")[0]]).toEqual(["k1", "k2"]);
    expect(await open(after, old)).toBe("old note");
    expect(await open(after, fresh)).toBe("new note");
  });

  it("no longer open once they are gone, nor when another took their id", async () => {
    const sealed = await sealedText(ringOf("k1", { k1: first }), "note");
    await expect(open(ringOf("k2", { k2: second }), sealed)).rejects.toThrow("No encryption key with id k1");
    await expect(open(ringOf("k1", { k1: second }), sealed)).rejects.toThrow();
  });
});

describe("base64url", () => {
  it.each([
    [[], "", ""],
    [[0x66], "Zg", "Zg=="],
    [[0x66, 0x6f], "Zm8", "Zm8="],
    [[0x66, 0x6f, 0x6f], "Zm9v", "Zm9v"],
    [[0xfb, 0xff, 0xfe], "-__-", "+//+"],
  ])("writes %j as %j, plain base64 as %j", (bytes, url, plain) => {
    expect(toBase64Url(Uint8Array.from(bytes))).toBe(url);
    expect(toBase64(Uint8Array.from(bytes))).toBe(plain);
  });

  it("reads back all bytes from characters that are safe in an address", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = toBase64Url(bytes);
        expect(text).toMatch(/^[A-Za-z0-9_-]*$/);
        expect([...(fromBase64Url(text) ?? [])]).toEqual([...bytes]);
      }),
    );
  });

  it.each(["Zg==", "+//+", "a b", "Zm9v\n", "A", "é"])("does not read %j", (text) => {
    expect(fromBase64Url(text)).toBeNull();
  });
});
