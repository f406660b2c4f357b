import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { StatementCounter } from "../support/statement-counter";
import { freshId } from "../support/world";

describe("the counting of statements", () => {
  const counter = new StatementCounter();
  const db = counter.over(env.DB);
  const one = () => db.prepare("SELECT 1 AS n WHERE ? > 0");

  it("notices a query for each row", async () => {
    const perRow = async (rows: number) => {
      counter.start();
      for (let n = 1; n <= rows; n += 1) await one().bind(n).first();
      return counter.take().statements;
    };
    expect([await perRow(1), await perRow(20)]).toEqual([1, 20]);
  });

  it("notices a statement more in a batch, and that a batch is one round trip", async () => {
    counter.start();
    await db.withSession("first-primary").batch([one().bind(1), one().bind(2)]);
    expect(counter.take()).toMatchObject({ roundTrips: 1, statements: 2 });
  });

  it.each<[string, () => Promise<unknown>]>([
    ["all", () => one().bind(1).all()],
    ["run", () => one().bind(1).run()],
    ["raw", () => one().bind(1).raw()],
    ["first", () => one().bind(1).first("n")],
  ])("notices %s(), while it is on", async (_, ask) => {
    counter.start();
    await ask();
    expect(counter.take()).toMatchObject({ roundTrips: 1, statements: 1, rowsRead: expect.any(Number) });
    await ask();
    expect(counter.take()).toMatchObject({ roundTrips: 1 });
  });

  it("notices rows that are written", async () => {
    counter.start();
    await db.prepare("INSERT INTO job_runs (id, job, started_at) VALUES (?, 'none', 0)").bind(freshId("run")).run();
    expect(counter.take().rowsWritten).toBeGreaterThanOrEqual(1);
  });

  it("answers as D1 does while it is on, and writes once", async () => {
    const id = freshId("run");
    const insert = db
      .prepare("INSERT INTO job_runs (id, job, started_at) VALUES (?, 'none', 0) RETURNING id, job")
      .bind(id);
    counter.start();
    expect(await insert.raw()).toEqual([[id, "none"]]);
    expect(await one().bind(1).first()).toEqual({ n: 1 });
    expect(counter.take()).toMatchObject({ statements: 2, rowsWritten: expect.any(Number) });
  });
});
