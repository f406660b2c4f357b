/** The real database, with somebody looking at what it is asked. */
export interface Observer {
  /** May throw, and the statement is never prepared. */
  onPrepare?(sql: string): void;
  onBind?(values: unknown[]): void;
  /** With `onBind`: how many rows a statement answered. */
  onRows?(count: number): void;
}

/** D1 takes no wrapped statements in a batch. */
const originals = new WeakMap<object, D1PreparedStatement>();

export function observed<T extends object>(database: T, observer: Observer): T {
  return new Proxy(database, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      if (key === "withSession") return (...args: unknown[]) => observed(value.apply(target, args), observer);
      if (key === "batch") {
        return (all: D1PreparedStatement[]) => batched(() => value.call(target, all.map(originalOf)), observer);
      }
      if (key !== "prepare") return value.bind(target);
      return (sql: string) => {
        observer.onPrepare?.(sql);
        const statement: D1PreparedStatement = value.call(target, sql);
        return observer.onBind ? watched(statement, observer) : statement;
      };
    },
  });
}

const originalOf = (statement: D1PreparedStatement) => originals.get(statement) ?? statement;

async function batched(run: () => Promise<D1Result[]>, { onRows }: Observer): Promise<D1Result[]> {
  const all = await run();
  for (const { results } of all) onRows?.(results.length);
  return all;
}

const watched = (statement: D1PreparedStatement, { onBind, onRows }: Observer): D1PreparedStatement =>
  new Proxy(statement, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      if (key !== "bind") return value.bind(target);
      return (...values: unknown[]) => {
        onBind?.(values);
        const bound: D1PreparedStatement = value.apply(target, values);
        return onRows ? counted(bound, onRows) : bound;
      };
    },
  });

function counted(statement: D1PreparedStatement, onRows: (count: number) => void): D1PreparedStatement {
  const wrapped = new Proxy(statement, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      if (key !== "all" && key !== "raw") return value.bind(target);
      return async (...options: unknown[]) => {
        const answer: unknown[] | D1Result = await value.apply(target, options);
        onRows(Array.isArray(answer) ? answer.length : answer.results.length);
        return answer;
      };
    },
  });
  originals.set(wrapped, statement);
  return wrapped;
}
