/** D1 that counts what is asked of it: round trips, statements and the rows that SQLite had to look at. */

export interface Counts {
  roundTrips: number;
  statements: number;
  rowsRead: number;
}

const NOTHING: Counts = { roundTrips: 0, statements: 0, rowsRead: 0 };
let counts: Counts = { ...NOTHING };
let isOn = false;

export const isCounting = (): boolean => isOn;

export function startCounting(): void {
  isOn = true;
  counts = { ...NOTHING };
}

/** What was counted since it began; counting ends. */
export function takeCounts(): Counts {
  isOn = false;
  return counts;
}

const wrapped = new WeakMap<object, Env>();

export function counted(env: Env): Env {
  const known = wrapped.get(env);
  if (known) return known;
  const own = { ...env, DB: countedDatabase(env.DB) };
  wrapped.set(env, own);
  return own;
}

type Preparing = Pick<D1Database, "prepare" | "batch">;

function countedDatabase(db: D1Database): D1Database {
  const over = <T extends Preparing>(target: T): T =>
    new Proxy(target, {
      get(on, key) {
        if (key === "prepare") return (sql: string) => countedStatement(on, on.prepare(sql));
        if (key === "batch") return (statements: D1PreparedStatement[]) => countedBatch(on, statements);
        if (key === "withSession") return (start: string) => over(db.withSession(start));
        const value = Reflect.get(on, key);
        return typeof value === "function" ? value.bind(on) : value;
      },
    });
  return over(db);
}

const originals = new WeakMap<object, D1PreparedStatement>();

function countedStatement(db: Preparing, statement: D1PreparedStatement): D1PreparedStatement {
  const proxy = new Proxy(statement, {
    get(on, key) {
      if (key === "bind") return (...values: unknown[]) => countedStatement(db, on.bind(...values));
      if (key === "all" || key === "run" || key === "raw" || key === "first") {
        return async (...args: unknown[]) => {
          if (isOn) await countSingle(db, on);
          return Reflect.apply(Reflect.get(on, key), on, args);
        };
      }
      const value = Reflect.get(on, key);
      return typeof value === "function" ? value.bind(on) : value;
    },
  });
  originals.set(proxy, statement);
  return proxy;
}

async function countedBatch(db: Preparing, statements: D1PreparedStatement[]): Promise<D1Result[]> {
  const results = await db.batch(statements.map((statement) => originals.get(statement) ?? statement));
  if (isOn) add(results.length, results);
  return results;
}

/** `raw` and `first` tell nothing of what they cost: a read is asked for once more, a write is counted as a statement. */
async function countSingle(db: Preparing, statement: D1PreparedStatement): Promise<void> {
  const isRead = /^\s*(select|with)/i.test(Reflect.get(statement, "statement") ?? "");
  add(1, isRead ? await db.batch([statement]) : []);
}

function add(statements: number, results: D1Result[]): void {
  counts.roundTrips += 1;
  counts.statements += statements;
  for (const { meta } of results) counts.rowsRead += meta.rows_read ?? 0;
}
