import { SignJWT } from "jose";
import { afterEach, describe, expect, it, vi } from "vitest";
import { LIMITS } from "../../src/config";
import { get } from "../support/api";
import { testVariables } from "../support/variables";
import { freshId } from "../support/world";
import { expectRefused } from "./refusals";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const tokenFor = (seconds: number, claims: object = { user_type: "customer" }) =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(freshId("customer"))
    .setIssuer(testVariables.JWT_ISSUER)
    .setAudience(testVariables.JWT_AUDIENCE)
    .setExpirationTime(Math.floor(Date.now() / 1_000) + seconds)
    .sign(new TextEncoder().encode(testVariables.JWT_SECRET));

const callWith = (token: string) => get("my-pickups/", { headers: { Authorization: `Bearer ${token}` } });
const later = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

describe("a token that was found good", () => {
  it("is not checked again within the minute, and is after it", async () => {
    const token = await tokenFor(3_600);
    const checks = vi.spyOn(crypto.subtle, "verify");
    for (let n = 0; n < 3; n += 1) expect((await callWith(token)).status).toBe(200);
    expect(checks).toHaveBeenCalledTimes(1);
    later(LIMITS.tokenMemoryMs + 1);
    expect((await callWith(token)).status).toBe(200);
    expect(checks).toHaveBeenCalledTimes(2);
  });

  it("is no longer good once it has expired", async () => {
    const token = await tokenFor(5);
    expect((await callWith(token)).status).toBe(200);
    later(6_000);
    expectRefused(await callWith(token), 401, "UNAUTHORIZED");
  });

  it("lends nothing to one that differs in a character, of its claims or of its signature", async () => {
    const token = await tokenFor(3_600);
    expect((await callWith(token)).status).toBe(200);
    const [header = "", claims = "", signature = ""] = token.split(".");
    const changed = (text: string) => (text.startsWith("A") ? "B" : "A") + text.slice(1);
    expectRefused(await callWith([header, changed(claims), signature].join(".")), 401, "UNAUTHORIZED");
    expectRefused(await callWith([header, claims, changed(signature)].join(".")), 401, "UNAUTHORIZED");
  });
});

it("remembers no token that was refused", async () => {
  const token = await tokenFor(3_600, { user_type: "provider" });
  const checks = vi.spyOn(crypto.subtle, "verify");
  for (let n = 0; n < 2; n += 1) expectRefused(await callWith(token), 401, "UNAUTHORIZED");
  expect(checks).toHaveBeenCalledTimes(2);
});
