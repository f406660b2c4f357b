/** What every handler finds in its context. */
import type { Context } from "hono";
import type { Deps } from "../operations/deps";
import type { Principal } from "./auth";

export interface AppEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    deps: Deps;
  };
}

export interface SignedIn extends AppEnv {
  Variables: AppEnv["Variables"] & { principal: Principal };
}

/** Absolute address of a path of this service, as the caller reached it. */
export const absoluteUrl = (c: Pick<Context, "req">, path: string): string => new URL(path, c.req.url).href;
