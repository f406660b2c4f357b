/** Bearer tokens (RFC 6750, RFC 8725) to principals, and the roles a route admits. */
import { createMiddleware } from "hono/factory";
import { createRemoteJWKSet, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import * as z from "zod";
import { type Config, LIMITS } from "../config";
import { errorName } from "../domain/error-name";
import type { Refusal } from "../domain/refusal";
import { err, ok, type Result } from "../domain/result";
import { MINUTE_MS } from "../domain/time";
import { ROLES, type Role } from "../domain/vocabulary";
import type { Deps } from "../operations/deps";
import type { SignedIn } from "./context";
import { refuse } from "./errors";
import { idempotently } from "./idempotency";
import type { Principal } from "./principal";
import { withFacts } from "./route-facts";
import { isAddressFlooding, isUserFlooding, tooManyRequests } from "./sieve";
import { recallToken, rememberToken } from "./verified-tokens";

const ASYMMETRIC_ALGORITHMS = ["RS256", "ES256", "EdDSA"];
const id = z.string().min(1).max(LIMITS.idLength);
const Claims = z.discriminatedUnion("user_type", [
  z.object({ sub: id, user_type: z.enum(["customer", "ngo", "admin"]) }),
  z.object({ sub: id, user_type: z.literal("provider"), business_id: id }),
]);

/** Admits the given roles; any signed-in caller when none is named. Runs before anything of the request is validated. */
export function allow(...roles: Role[]) {
  const admitted: readonly Role[] = roles.length > 0 ? roles : ROLES;
  const middleware = createMiddleware<SignedIn>(async function allowRoles(c, next) {
    const principal = await authenticate(c.req.header("Authorization"), c.get("deps"));
    if (!principal.ok) {
      if (await isAddressFlooding(c)) return refuse(c, tooManyRequests);
      c.header("WWW-Authenticate", "Bearer");
      return refuse(c, principal.error);
    }
    if (await isUserFlooding(c, principal.value.userId)) return refuse(c, tooManyRequests);
    if (!admitted.includes(principal.value.role)) return refuse(c, { kind: "forbidden" });
    c.set("principal", principal.value);
    return idempotently(c, next);
  });
  return withFacts(middleware, { roles: admitted });
}

async function authenticate(
  header: string | undefined,
  { config, requestId: request_id }: Pick<Deps, "config" | "requestId">,
): Promise<Result<Principal, Refusal>> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header ?? "")?.[1];
  if (!token) return err({ kind: "unauthorized", message: "Authentication required" });
  const known = recallToken(config.jwt, token, Date.now());
  if (known) return ok(known);
  try {
    const payload = await verifyToken(token, config.jwt);
    const claims = Claims.safeParse(payload);
    if (claims.success) return ok(remember(token, payload, toPrincipal(claims.data), config.jwt));
  } catch (error) {
    if (!isTokenFault(error)) {
      const failure = { request_id, error: errorName(error) };
      console.error(JSON.stringify({ level: "error", event: "token_check_failed", ...failure }));
      return err(keysUnreachable);
    }
  }
  return err({ kind: "unauthorized", message: "The token is not valid" });
}

/** A token without an expiry never gets this far. */
function remember(token: string, { exp = 0 }: JWTPayload, principal: Principal, keys: Config["jwt"]): Principal {
  rememberToken(keys, token, { principal, expiresAt: exp * 1_000 }, Date.now());
  return principal;
}

const keysUnreachable: Refusal = {
  kind: "unavailable",
  message: "Tokens cannot be checked right now",
  retryAfterSeconds: LIMITS.retryAfterSeconds,
};

/** Whether the token is to blame. An outage or a broken answer of the key set is not, and must not sign people out. */
const isTokenFault = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  !["ERR_JOSE_GENERIC", errors.JWKSTimeout.code, errors.JWKSInvalid.code].includes(error.code);

/** The algorithm family decides the key, so that a public key can never be taken for a shared secret. */
async function verifyToken(token: string, { secret, jwksUrl, issuer, audience }: Config["jwt"]): Promise<JWTPayload> {
  const checks = { issuer, audience, requiredClaims: ["exp", "sub"] };
  if (algorithmOf(token) === "HS256") {
    if (!secret) throw new errors.JOSEAlgNotAllowed("HS256 is not in use");
    return (await jwtVerify(token, secret, { ...checks, algorithms: ["HS256"] })).payload;
  }
  if (!jwksUrl) throw new errors.JOSEAlgNotAllowed("Only HS256 is in use");
  return (await jwtVerify(token, keySet(jwksUrl), { ...checks, algorithms: ASYMMETRIC_ALGORITHMS })).payload;
}

function algorithmOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).alg;
  } catch {
    throw new errors.JWSInvalid("The header cannot be read");
  }
}

const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

function keySet(url: URL): ReturnType<typeof createRemoteJWKSet> {
  const known =
    keySets.get(url.href) ?? createRemoteJWKSet(url, { cacheMaxAge: LIMITS.keySetCacheMinutes * MINUTE_MS });
  keySets.set(url.href, known);
  return known;
}

function toPrincipal(claims: z.infer<typeof Claims>): Principal {
  return claims.user_type === "provider"
    ? { userId: claims.sub, role: "provider", businessId: claims.business_id }
    : { userId: claims.sub, role: claims.user_type, businessId: null };
}
