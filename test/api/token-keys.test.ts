import { exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from "jose";
import { afterEach, describe, expect, it, vi } from "vitest";
import { get, tokenFor } from "../support/api";
import { testVariables } from "../support/variables";
import { freshId } from "../support/world";
import { expectRefused } from "./refusals";

const PATH = "my-pickups/";
const bytes = (text: string) => new TextEncoder().encode(text);

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Stands in for the identity provider: answers at one address, everything else goes out as usual. */
function serveKeys(answer: () => Response | Promise<Response>) {
  const url = `https://identity.example/${crypto.randomUUID()}/jwks.json`;
  const real = globalThis.fetch;
  const asked = vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    return address === url ? answer() : real(input, init);
  });
  return { url, asked };
}

async function makeKey(alg: string) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const kid = freshId("key");
  return { alg, kid, publicKey, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } as JWK };
}

type Key = Awaited<ReturnType<typeof makeKey>>;
const serveKey = (...keys: Pick<Key, "jwk">[]) => serveKeys(() => Response.json({ keys: keys.map(({ jwk }) => jwk) }));

const customerToken = () =>
  new SignJWT({ user_type: "customer" })
    .setSubject(freshId("customer"))
    .setIssuer(testVariables.JWT_ISSUER)
    .setAudience(testVariables.JWT_AUDIENCE)
    .setExpirationTime("1h");

const sign = ({ alg, kid, privateKey }: Pick<Key, "alg" | "kid" | "privateKey">) =>
  customerToken().setProtectedHeader({ alg, kid }).sign(privateKey);

const callWith = (token: string, env: Record<string, string>) =>
  get(PATH, { headers: { Authorization: `Bearer ${token}` }, env });

describe("tokens signed by the platform's identity provider", () => {
  it.each(["RS256", "ES256", "EdDSA"])("accepts %s with a key of the key set", async (alg) => {
    const key = await makeKey(alg);
    const { url } = serveKey(key);
    expect((await callWith(await sign(key), { JWKS_URL: url, JWT_SECRET: "" })).status).toBe(200);
  });

  it.each(["PS256", "RS512", "ES384"])("refuses %s even with a key of the key set", async (alg) => {
    const key = await makeKey(alg);
    const { url } = serveKey(key);
    expectRefused(await callWith(await sign(key), { JWKS_URL: url }), 401, "UNAUTHORIZED");
  });

  it("keeps the key set between calls", async () => {
    const key = await makeKey("ES256");
    const { url, asked } = serveKey(key);
    for (let i = 0; i < 3; i += 1) expect((await callWith(await sign(key), { JWKS_URL: url })).status).toBe(200);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it("finds a new key of the key set without a restart", async () => {
    const [first, second] = [await makeKey("ES256"), await makeKey("ES256")];
    const published = [first.jwk];
    const { url } = serveKeys(() => Response.json({ keys: published }));
    expect((await callWith(await sign(first), { JWKS_URL: url })).status).toBe(200);
    published.push(second.jwk);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    expect((await callWith(await sign(second), { JWKS_URL: url })).status).toBe(200);
  });

  it("keeps known keys working through an outage of the key set, and lets no unknown key in", async () => {
    const [known, unknown] = [await makeKey("ES256"), await makeKey("ES256")];
    let isDown = false;
    const { url } = serveKeys(() =>
      isDown ? new Response("down", { status: 503 }) : Response.json({ keys: [known.jwk] }),
    );
    expect((await callWith(await sign(known), { JWKS_URL: url })).status).toBe(200);
    isDown = true;
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 45 * 60_000 });
    expect((await callWith(await sign(known), { JWKS_URL: url })).status).toBe(200);
    expectRefused(await callWith(await sign(unknown), { JWKS_URL: url }), 503, "SCHEDULING_ERROR");
  });

  it("refuses a key that the key set does not have", async () => {
    const [known, unknown] = [await makeKey("RS256"), await makeKey("RS256")];
    const { url } = serveKey(known);
    expectRefused(await callWith(await sign(unknown), { JWKS_URL: url }), 401, "UNAUTHORIZED");
    const impostor = { ...unknown, kid: known.kid };
    expectRefused(await callWith(await sign(impostor), { JWKS_URL: url }), 401, "UNAUTHORIZED");
  });

  it("checks issuer, audience and expiry of these tokens too", async () => {
    const key = await makeKey("ES256");
    const { url } = serveKey(key);
    const header = { alg: key.alg, kid: key.kid };
    const flawed = [
      customerToken().setIssuer("somebody-else"),
      customerToken().setAudience("another-service"),
      customerToken().setExpirationTime("-1m"),
    ];
    for (const token of flawed) {
      const text = await token.setProtectedHeader(header).sign(key.privateKey);
      expectRefused(await callWith(text, { JWKS_URL: url }), 401, "UNAUTHORIZED");
    }
  });

  it("goes on accepting the shared secret where both are set", async () => {
    const { url } = serveKey(await makeKey("RS256"));
    const token = await tokenFor({ role: "customer", id: freshId("customer") });
    expect((await callWith(token, { JWKS_URL: url })).status).toBe(200);
  });
});

describe("confusing one kind of key with another", () => {
  const disguises: Record<string, (key: Key) => Promise<string>> = {
    "its PEM": ({ publicKey }) => exportSPKI(publicKey),
    "its JWK": async ({ jwk }) => JSON.stringify(jwk),
    "its modulus": async ({ jwk }) => jwk.n ?? "",
  };

  it.each(Object.entries(disguises))("refuses HS256 with a public key as the secret: %s", async (_, secretOf) => {
    const key = await makeKey("RS256");
    const { url } = serveKey(key);
    const secret = bytes(await secretOf(key));
    const forged = await customerToken().setProtectedHeader({ alg: "HS256", kid: key.kid }).sign(secret);
    expectRefused(await callWith(forged, { JWKS_URL: url }), 401, "UNAUTHORIZED");
    expectRefused(await callWith(forged, { JWKS_URL: url, JWT_SECRET: "" }), 401, "UNAUTHORIZED");
  });

  it("refuses HS256 with a secret that the key set lists", async () => {
    const secret = bytes("a secret that should never be in a key set");
    const kid = freshId("key");
    const k = btoa(String.fromCharCode(...secret))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=/g, "");
    const { url } = serveKey({ jwk: { kty: "oct", k, kid, alg: "HS256" } });
    const token = await customerToken().setProtectedHeader({ alg: "HS256", kid }).sign(secret);
    expectRefused(await callWith(token, { JWKS_URL: url, JWT_SECRET: "" }), 401, "UNAUTHORIZED");
  });

  it("takes no key from the token itself", async () => {
    const [own, foreign] = [await makeKey("RS256"), await makeKey("RS256")];
    const { url, asked } = serveKey(own);
    const elsewhere = "https://attacker.example/jwks.json";
    const token = await customerToken()
      .setProtectedHeader({ alg: "RS256", kid: foreign.kid, jwk: foreign.jwk, jku: elsewhere })
      .sign(foreign.privateKey);
    expectRefused(await callWith(token, { JWKS_URL: url }), 401, "UNAUTHORIZED");
    expectRefused(await callWith(token, {}), 401, "UNAUTHORIZED");
    expect(asked.mock.calls.map(([input]) => String(input))).not.toContain(elsewhere);
  });
});

describe("when tokens cannot be checked", () => {
  const expectClosed = async (answer: Awaited<ReturnType<typeof get>>) => {
    expectRefused(answer, 500, "SCHEDULING_ERROR");
    expect(answer.body.error.details).toEqual({});
    expect(answer.body.error.message).toBe("Internal scheduling error");
  };

  it.each([
    ["neither secret nor key set", { JWT_SECRET: "" }],
    ["no issuer", { JWT_ISSUER: "" }],
    ["no audience", { JWT_AUDIENCE: "" }],
    ["a secret of 31 bytes", { JWT_SECRET: "x".repeat(31) }],
  ])("fails closed with %s, and says nothing of it", async (_, env) => {
    const token = await tokenFor({ role: "customer", id: freshId("customer") });
    await expectClosed(await callWith(token, env));
    await expectClosed(await get(PATH, { env }));
  });

  it("fails closed with a key set address that is none", async () => {
    const key = await makeKey("ES256");
    await expectClosed(await callWith(await sign(key), { JWKS_URL: "not an address" }));
  });

  it("does not call a good token wrong because the key set cannot be reached", async () => {
    const key = await makeKey("ES256");
    const failures = [
      () => Promise.reject(new TypeError("connection refused at 10.0.0.7")),
      () => new Response("upstream down at 10.0.0.7", { status: 503 }),
    ];
    for (const failure of failures) {
      const { url } = serveKeys(failure);
      const answer = await callWith(await sign(key), { JWKS_URL: url });
      expectRefused(answer, 503, "SCHEDULING_ERROR");
      expect(answer.body.error.code).toBe("SCHEDULING_ERROR");
      expect(JSON.stringify(answer.body)).not.toMatch(/10\.0\.0\.7|identity|upstream/);
      vi.restoreAllMocks();
    }
  });
});
