/** Who calls: every role, nobody, and those whose token proves nothing. */
import { SignJWT, UnsecuredJWT } from "jose";
import { makeToken, type Role } from "../../scripts/tokens.ts";
import { variable } from "../../scripts/variables.ts";

export const CALLER_KINDS = [
  "nobody",
  "forger",
  "customer",
  "ngo",
  "provider",
  "vault customer",
  "vault provider",
  "admin",
  "scraper",
] as const;
export type CallerKind = (typeof CALLER_KINDS)[number];

export interface Caller {
  kind: CallerKind;
  /** Null for callers that must be taken for nobody. */
  role: Role | null;
  id: string;
  businessId: string | null;
  authorization: string | null;
}

const tokens = new Map<string, Promise<string>>();

export async function signIn(kind: CallerKind, role: Role, id: string, businessId: string | null): Promise<Caller> {
  const key = `${role} ${id} ${businessId}`;
  const token = tokens.get(key) ?? makeToken(role, id, businessId ?? undefined);
  tokens.set(key, token);
  return { kind, role, id, businessId, authorization: `Bearer ${await token}` };
}

export const nobody: Caller = { kind: "nobody", role: null, id: "", businessId: null, authorization: null };

/** Prometheus: its token opens the metrics, and nothing else. */
export const scraper = (): Caller => ({
  ...nobody,
  kind: "scraper",
  authorization: `Bearer ${variable("METRICS_TOKEN")}`,
});

export async function makeForgers(): Promise<Caller[]> {
  const good = { sub: "forger", user_type: "admin", iss: variable("JWT_ISSUER"), aud: variable("JWT_AUDIENCE") };
  const secret = variable("JWT_SECRET");
  const hour = 3_600;
  const sign = (claims: Record<string, unknown>, { key = secret, alg = "HS256", expiresIn = hour } = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg })
      .setExpirationTime(Math.floor(Date.now() / 1_000) + expiresIn)
      .sign(new TextEncoder().encode(key));
  const valid = await sign(good);
  const headers = [
    "Bearer",
    "Bearer x",
    "Bearer a.b.c",
    "Bearer eyJ.eyJ.eyJ",
    "Basic YWRtaW46YWRtaW4=",
    `Bearer ${valid} x`,
    `Bearer ${valid.slice(0, -4)}`,
    valid,
    `Bearer ${valid.split(".").slice(0, 2).join(".")}.`,
    `Bearer ${new UnsecuredJWT(good).setExpirationTime("1h").encode()}`,
    `Bearer ${await sign(good, { key: "another-secret-another-secret-0000" })}`,
    `Bearer ${await sign(good, { key: secret.repeat(2), alg: "HS512" })}`,
    `Bearer ${await sign(good, { expiresIn: -hour })}`,
    `Bearer ${await sign({ ...good, iss: "someone-else" })}`,
    `Bearer ${await sign({ ...good, aud: "something-else" })}`,
    `Bearer ${await sign({ ...good, user_type: "root" })}`,
    `Bearer ${await sign({ ...good, user_type: ["admin"] })}`,
    `Bearer ${await sign({ ...good, user_type: "provider" })}`,
    `Bearer ${await sign({ ...good, sub: "" })}`,
    `Bearer ${await sign({ ...good, sub: "x".repeat(65) })}`,
    `Bearer ${await sign({ ...good, user_type: "provider", business_id: { $ne: null } })}`,
  ];
  return headers.map((authorization) => ({ kind: "forger", role: null, id: "", businessId: null, authorization }));
}
