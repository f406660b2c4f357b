/**
 * The production Worker with bare routes beside it, which do nothing but touch one store each: what the runtime itself
 * costs, measured in the same run; and what a scanner would read. Statements of D1 are counted while `/bare/count` has it on.
 */
import { DurableObject } from "cloudflare:workers";
import { Hono } from "hono";
import { readConfig } from "../../src/config";
import worker, { PickupSlot as Slot } from "../../src/index";
import { type PickupKey, signToken } from "../../src/qr/token";
import { StatementCounter } from "../support/statement-counter";

export * from "../../src/index";

const counter = new StatementCounter();
const wrapped = new WeakMap<object, Env>();

function counted(env: Env): Env {
  const known = wrapped.get(env);
  if (known) return known;
  const own = { ...env, DB: counter.over(env.DB) };
  wrapped.set(env, own);
  return own;
}

export class PickupSlot extends Slot {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, counted(env));
  }
}

/** An object that does as little as one can. */
export class BareObject extends DurableObject<Env> {
  #calls = 0;

  call(): number {
    this.#calls += 1;
    return this.#calls;
  }
}

type BareEnv = { Bindings: Env & { BARE_OBJECT: DurableObjectNamespace<BareObject> } };

const READ = "SELECT id, name, status FROM food_listings WHERE id = ?";
const WRITE = "INSERT INTO job_runs (id, job, started_at) VALUES (?, 'bare', 0)";

const bare = new Hono<BareEnv>()
  .get("/bare", (c) => c.json({ ok: true }))
  .get("/bare/row/:id", async (c) => c.json(await c.env.DB.prepare(READ).bind(c.req.param("id")).first()))
  .post("/bare/object/:name", async (c) =>
    c.json({ calls: await c.env.BARE_OBJECT.getByName(c.req.param("name")).call() }),
  )
  .post("/bare/booking/:name/:listing", async (c) => {
    const { DB, BARE_OBJECT } = c.env;
    const listing = await DB.prepare(READ).bind(c.req.param("listing")).first();
    const calls = await BARE_OBJECT.getByName(c.req.param("name")).call();
    await DB.batch([DB.prepare(WRITE).bind(crypto.randomUUID())]);
    return c.json({ listing, calls }, 201);
  })
  .post("/bare/qr-tokens", async (c) => {
    const { qrKeys } = readConfig(c.env);
    const pickups = await c.req.json<PickupKey[]>();
    return c.json(await Promise.all(pickups.map((pickup) => signToken(qrKeys, pickup))));
  })
  .post("/bare/count", (c) => {
    counter.start();
    return c.body(null, 204);
  })
  .get("/bare/count", (c) => c.json(counter.take()));

/**
 * Cloudflare counts for `REQUEST_SIEVE` within the machine; the local runtime asks another Worker, which would be measured
 * instead of ours.
 */
const unsieved = new WeakMap<object, Env>();

function withoutSieve(env: Env): Env {
  const known = unsieved.get(env);
  if (known) return known;
  const own = { ...env, REQUEST_SIEVE: { limit: async () => ({ success: true }) } };
  unsieved.set(env, own);
  return own;
}

export default {
  ...worker,
  fetch: (request, env, ctx) =>
    new URL(request.url).pathname.startsWith("/bare")
      ? bare.fetch(request, env, ctx)
      : worker.fetch(request, withoutSieve(counter.isOn ? counted(env) : env), ctx),
} satisfies ExportedHandler<BareEnv["Bindings"], unknown>;
