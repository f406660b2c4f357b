/** What every handler finds in its context. */
import type { Context } from "hono";
import { LIMITS } from "../config";
import type { Sessions } from "../db/sessions";
import type { Actor } from "../operations/audit";
import type { Deps } from "../operations/deps";
import type { Principal } from "./principal";

export interface AppEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    deps: Deps;
    sessions: Sessions;
    /** The listing whose slots a write changed, null when it changed none. Unset, it may have changed any. */
    changedSlotsOf?: string | null;
  };
}

export interface SignedIn extends AppEnv {
  Variables: AppEnv["Variables"] & {
    principal: Principal;
    /** The user whose personal data the answer holds, for handlers that answer somebody else. */
    answerAbout?: string;
  };
}

/** Absolute address of a path of this service, as the caller reached it. */
export const absoluteUrl = (c: Pick<Context, "req">, path: string): string => new URL(path, c.req.url).href;

/** Who acts, for the audit trail. */
export const actorOf = (c: Context<SignedIn>): Actor => ({
  userId: c.get("principal").userId,
  role: c.get("principal").role,
  requestId: c.get("requestId"),
  ip: c.req.header("CF-Connecting-IP") ?? null,
  userAgent: c.req.header("User-Agent")?.slice(0, LIMITS.userAgentLength) ?? null,
});
