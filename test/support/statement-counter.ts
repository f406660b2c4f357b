/** D1 that counts what is asked of it: round trips (a batch is one), statements, and the rows that SQLite read and wrote. */

export interface Counts {
  roundTrips: number;
  statements: number;
  rowsRead: number;
  /** With the entries of their indexes, as the platform bills them. */
  rowsWritten: number;
}

const NOTHING: Counts = { roundTrips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };

type Preparing = Pick<D1Database, "prepare" | "batch">;

export class StatementCounter {
  #counts: Counts = { ...NOTHING };
  #isOn = false;
  /** D1 takes no wrapped statements in a batch. */
  readonly #originals = new WeakMap<object, D1PreparedStatement>();

  get isOn(): boolean {
    return this.#isOn;
  }

  start(): void {
    this.#isOn = true;
    this.#counts = { ...NOTHING };
  }

  /** What was counted since it began. */
  get counts(): Counts {
    return { ...this.#counts };
  }

  /** The same; counting ends. */
  take(): Counts {
    this.#isOn = false;
    return this.counts;
  }

  over(database: D1Database): D1Database {
    const wrap = <T extends Preparing>(target: T): T =>
      new Proxy(target, {
        get: (on, key) => {
          if (key === "prepare") return (sql: string) => this.#statement(on, on.prepare(sql));
          if (key === "batch") return (statements: D1PreparedStatement[]) => this.#batch(on, statements);
          if (key === "withSession") return (start: string) => wrap(database.withSession(start));
          const value = Reflect.get(on, key);
          return typeof value === "function" ? value.bind(on) : value;
        },
      });
    return wrap(database);
  }

  #statement(db: Preparing, statement: D1PreparedStatement): D1PreparedStatement {
    const proxy = new Proxy(statement, {
      get: (on, key) => {
        if (key === "bind") return (...values: unknown[]) => this.#statement(db, on.bind(...values));
        const value = Reflect.get(on, key);
        if (typeof value !== "function") return value;
        if (key === "all" || key === "run") return () => this.#told(value.call(on));
        if (key === "raw" || key === "first") {
          return (...args: unknown[]) => this.#untold(db, on, key, value.bind(on, ...args));
        }
        return value.bind(on);
      },
    });
    this.#originals.set(proxy, statement);
    return proxy;
  }

  async #batch(db: Preparing, statements: D1PreparedStatement[]): Promise<D1Result[]> {
    const results = await db.batch(statements.map((statement) => this.#originals.get(statement) ?? statement));
    if (this.#isOn) this.#add(results.length, results);
    return results;
  }

  async #told(answer: Promise<D1Result>): Promise<D1Result> {
    const result = await answer;
    if (this.#isOn) this.#add(1, [result]);
    return result;
  }

  /** These answers tell nothing of what they cost: a read is asked for once more, a write in the way that tells. */
  async #untold(
    db: Preparing,
    statement: D1PreparedStatement,
    key: "raw" | "first",
    run: () => Promise<unknown>,
  ): Promise<unknown> {
    if (!this.#isOn) return run();
    if (/^\s*(select|with)/i.test(Reflect.get(statement, "statement") ?? "")) {
      this.#add(1, await db.batch([statement]));
      return run();
    }
    const { results } = await this.#told(statement.all());
    return key === "first" ? (results[0] ?? null) : results.map((row) => Object.values(row as object));
  }

  #add(statements: number, results: D1Result[]): void {
    this.#counts.roundTrips += 1;
    this.#counts.statements += statements;
    for (const { meta } of results) {
      this.#counts.rowsRead += meta.rows_read ?? 0;
      this.#counts.rowsWritten += meta.rows_written ?? 0;
    }
  }
}
