/**
 * First sieve against floods (`REQUEST_SIEVE` of wrangler.toml): approximate, counted by each Cloudflare location. Users
 * are counted by their id; who shows no token or a bad one, or needs none, by address. The exact limits are `limits/`.
 */
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import type { Refusal } from "../domain/refusal";
import type { AppEnv } from "./context";
import { refuse } from "./errors";
import { factsOf } from "./route-facts";

/** The binding's period in wrangler.toml. */
const PERIOD_SECONDS = 10;

export const tooManyRequests: Refusal = {
  kind: "rate_limited",
  message: "Too many requests",
  retryAfterSeconds: PERIOD_SECONDS,
};

type Caller = Pick<Context<AppEnv>, "req" | "env">;

export const isUserFlooding = (c: Caller, userId: string): Promise<boolean> => isFlooding(c, `user:${userId}`);

/** Never of a caller without an address, as on a developer's machine. */
export async function isAddressFlooding(c: Caller): Promise<boolean> {
  const address = c.req.header("CF-Connecting-IP");
  return address !== undefined && isFlooding(c, `address:${address}`);
}

/** For routes that admit nobody by a token, whatever the request shows; the others are sieved once it is known whose it is. */
export const sieveAnonymous = createMiddleware<AppEnv>(async function sieveAnonymous(c, next) {
  if (!admitsByToken(c) && (await isAddressFlooding(c))) return refuse(c, tooManyRequests);
  await next();
});

const admitsByToken = (c: Context): boolean =>
  matchedRoutes(c).some(({ handler }) => factsOf(handler)?.roles !== undefined);

async function isFlooding({ env }: Caller, key: string): Promise<boolean> {
  const { success } = await env.REQUEST_SIEVE.limit({ key });
  return !success;
}
