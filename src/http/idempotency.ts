/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the same key and body get the first answer again, once
 * that was a success. Scoped to caller and path, kept a day, sealed at rest.
 */
import type { Context, Next } from "hono";
import { LIMITS } from "../config";
import { open, seal } from "../crypto/cipher";
import { sha256 } from "../crypto/digest";
import { callerOf, claimKey, keepAnswer, releaseKey } from "../db/idempotency-keys";
import { conflict, invalid } from "../domain/refusal";
import { HOUR_MS } from "../domain/time";
import type { SignedIn } from "./context";
import { refuse } from "./errors";

const HEADER = "Idempotency-Key";

interface KeptAnswer {
  status: number;
  contentType: string | null;
  body: string;
}

/** Runs the rest of the request, or answers for it. Calls without the header, and reads, pass through. */
export async function idempotently(c: Context<SignedIn>, next: Next): Promise<Response | undefined> {
  const key = c.req.header(HEADER);
  if (key === undefined || c.req.method === "GET" || c.req.method === "HEAD") {
    await next();
    return;
  }
  if (!/^[\x21-\x7e]+$/.test(key) || key.length > LIMITS.idempotencyKeyLength) {
    return refuse(c, invalid(HEADER, "Must be 1 to 255 visible ASCII characters"));
  }
  const { db, now, config } = c.get("deps");
  const { userId, role, businessId } = c.get("principal");
  const path = c.req.path.replace(/\/$/, "");
  const scope = { caller: callerOf(role, userId, businessId), target: `${c.req.method} ${path}`, key };
  const bodyHash = await hash(await c.req.text());
  const expiresAt = now + LIMITS.idempotencyKeyHours * HOUR_MS;
  const staleBefore = now - LIMITS.idempotencyClaimMs;
  const known = await claimKey(db, { ...scope, bodyHash, claimedAt: now, expiresAt }, staleBefore);
  if (known !== "claimed") {
    if (known.bodyHash !== bodyHash) {
      return refuse(c, conflict("This idempotency key was used with another body", { rule: "idempotency_key_reused" }));
    }
    if (known.sealedAnswer === null) {
      const running = conflict("The first call with this idempotency key is still running", { rule: "in_progress" });
      c.header("Retry-After", String(LIMITS.retryAfterSeconds));
      return refuse(c, running);
    }
    return replay(c, JSON.parse(await open(config.encryptionKeys, known.sealedAnswer)) as KeptAnswer);
  }
  await next();
  if (!c.res.ok) {
    await releaseKey(db, scope);
    return;
  }
  const answer: KeptAnswer = {
    status: c.res.status,
    contentType: c.res.headers.get("Content-Type"),
    body: await c.res.clone().text(),
  };
  const sealedAnswer = await seal(config.encryptionKeys, JSON.stringify(answer));
  await keepAnswer(db, scope, { sealedAnswer, aboutUserId: c.get("answerAbout") ?? null });
}

function replay(c: Context<SignedIn>, { status, contentType, body }: KeptAnswer): Response {
  c.header("Idempotency-Replayed", "true");
  if (contentType) c.header("Content-Type", contentType);
  return c.newResponse(body === "" ? null : body, status as 200);
}

async function hash(text: string): Promise<string> {
  return Array.from(await sha256(text), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
