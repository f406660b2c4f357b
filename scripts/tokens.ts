/** Tokens for local use, as the platform's own login would issue them. */
import { SignJWT } from "jose";
import { variable } from "./variables.ts";

export const ROLES = ["customer", "ngo", "provider", "admin"] as const;
export type Role = (typeof ROLES)[number];

export async function makeToken(role: Role, sub: string, businessId?: string, lifetime = "12h"): Promise<string> {
  return new SignJWT({ user_type: role, ...(businessId && { business_id: businessId }) })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(sub)
    .setIssuer(variable("JWT_ISSUER"))
    .setAudience(variable("JWT_AUDIENCE"))
    .setIssuedAt()
    .setExpirationTime(lifetime)
    .sign(new TextEncoder().encode(variable("JWT_SECRET")));
}
