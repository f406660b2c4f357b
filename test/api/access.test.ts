import { SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { app } from "../../src/app";
import { ROLES, type Role } from "../../src/domain/vocabulary";
import type { Operation } from "../../src/http/openapi";
import { call, operations, tokenFor } from "../support/api";
import { testVariables } from "../support/variables";
import { freshId } from "../support/world";
import { expectRefused } from "./refusals";

const PUBLIC = [
  "GET /api/scheduling/health",
  "GET /api/scheduling/metrics",
  "GET /api/scheduling/public/locations/:business_id",
  "GET /api/scheduling/qr/:name",
  "POST /api/scheduling/events",
];

const nameOf = ({ method, path }: Operation) => `${method} ${path}`;
const guarded = operations.flatMap((operation) => {
  const { roles = [] } = operation;
  const [first] = roles;
  return first === undefined ? [] : [{ name: nameOf(operation), operation, roles, first }];
});
const addressOf = ({ path }: Operation) => path.replace(/:\w+/g, () => crypto.randomUUID());

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;
const bytes = (text: string) => new TextEncoder().encode(text);

/** Claims that a route admits, so that a token's one flaw is all that can be wrong with it. */
function goodClaims(role: Role): Record<string, unknown> {
  return {
    sub: freshId("caller"),
    user_type: role,
    iss: testVariables.JWT_ISSUER,
    aud: testVariables.JWT_AUDIENCE,
    exp: inSeconds(3_600),
    ...(role === "provider" && { business_id: freshId("business") }),
  };
}

function signed(
  claims: Record<string, unknown>,
  { alg = "HS256", secret = testVariables.JWT_SECRET } = {},
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg, typ: "JWT" }).sign(bytes(secret));
}

const bearer = async (token: Promise<string> | string) => ({ Authorization: `Bearer ${await token}` });
const flawed = (flaw: Record<string, unknown>) => (role: Role) => bearer(signed({ ...goodClaims(role), ...flaw }));

const refusedHeaders: Record<string, (role: Role) => Promise<Record<string, string>>> = {
  "no token": async () => ({}),
  "a token that is no JWT": () => bearer("not-a-token"),
  "a token of three meaningless parts": () => bearer("aaaa.bbbb.cccc"),
  "a token whose header is no object": async (role) => {
    const [, claims, mac] = (await signed(goodClaims(role))).split(".");
    return bearer(`${btoa("null").replaceAll("=", "")}.${claims}.${mac}`);
  },
  "a good token under another scheme": async (role) => ({ Authorization: `Basic ${await signed(goodClaims(role))}` }),
  "an altered token": async (role) => {
    const [head, , mac] = (await signed(goodClaims(role))).split(".");
    const [, otherClaims] = (await signed(goodClaims(role))).split(".");
    return bearer(`${head}.${otherClaims}.${mac}`);
  },
  "an expired token": flawed({ exp: inSeconds(-60) }),
  "an expired token when X-Now lies before its expiry": async (role) => ({
    ...(await flawed({ exp: inSeconds(-60) })(role)),
    "X-Now": "2020-01-01T00:00:00Z",
  }),
  "a token that is not valid yet": flawed({ nbf: inSeconds(3_600) }),
  "another issuer": flawed({ iss: "somebody-else" }),
  "no issuer": flawed({ iss: undefined }),
  "another audience": flawed({ aud: "another-service" }),
  "no audience": flawed({ aud: undefined }),
  "the algorithm none": (role) => bearer(new UnsecuredJWT(goodClaims(role)).encode()),
  "the algorithm none with a made-up signature": (role) =>
    bearer(`${new UnsecuredJWT(goodClaims(role)).encode()}c2lnbmF0dXJl`),
  "HS384 with the right secret": (role) => bearer(signed(goodClaims(role), { alg: "HS384" })),
  "HS512 with the right secret": (role) => bearer(signed(goodClaims(role), { alg: "HS512" })),
  "another secret": (role) => bearer(signed(goodClaims(role), { secret: "x".repeat(64) })),
  "no expiry": flawed({ exp: undefined }),
  "no subject": flawed({ sub: undefined }),
  "an empty subject": flawed({ sub: "" }),
  "a subject of 65 characters": flawed({ sub: "s".repeat(65) }),
  "an unknown user type": flawed({ user_type: "superuser" }),
  "no user type": flawed({ user_type: undefined }),
  "a provider without a business": flawed({ user_type: "provider", business_id: undefined }),
  "a provider with an empty business": flawed({ user_type: "provider", business_id: "" }),
};

describe("which routes there are", () => {
  it("declares every route, so that this suite meets it", () => {
    const routed = app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(routed)].sort()).toEqual([...operations.map(nameOf), "GET /openapi.json"].sort());
  });

  it("asks for a token everywhere but on the public routes", () => {
    const open = operations.filter(({ roles }) => roles === undefined).map(nameOf);
    expect(open.sort()).toEqual(PUBLIC);
  });
});

describe.each(guarded)("$name", ({ operation, roles, first }) => {
  const send = (headers: Record<string, string>) => call(operation.method, addressOf(operation), { headers });

  it.each(Object.entries(refusedHeaders))("answers 401 to %s", async (_, headersFor) => {
    const answer = await send(await headersFor(first));
    expectRefused(answer, 401, "UNAUTHORIZED");
    expect(answer.headers.get("WWW-Authenticate")).toMatch(/^Bearer/);
    expect(answer.body.error.details).toEqual({});
  });

  it.each(roles)("admits the role %s", async (role) => {
    const answer = await send(await bearer(signed(goodClaims(role))));
    expect([401, 403]).not.toContain(answer.status);
  });

  const strangers = ROLES.filter((role) => !roles.includes(role));
  if (strangers.length > 0) {
    it("answers 403 to every other role before it reads the request", async () => {
      for (const role of strangers) {
        const token = await tokenFor({ role, id: freshId("caller"), businessId: freshId("business") });
        const answer = await call(operation.method, `${addressOf(operation)}?page=abc&date=2026-02-30&status=nope`, {
          headers: { Authorization: `Bearer ${token}` },
          ...(operation.method !== "GET" && { body: "{not json" }),
        });
        expectRefused(answer, 403, "FORBIDDEN");
      }
    });
  }
});
