/** The real database, with somebody looking at what it is asked. */
export interface Observer {
  /** May throw, and the statement is never prepared. */
  onPrepare?(sql: string): void;
  onBind?(values: unknown[]): void;
}

export function observed<T extends object>(database: T, observer: Observer): T {
  return new Proxy(database, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      if (key === "withSession") return (...args: unknown[]) => observed(value.apply(target, args), observer);
      if (key !== "prepare") return value.bind(target);
      return (sql: string) => {
        observer.onPrepare?.(sql);
        const statement: D1PreparedStatement = value.call(target, sql);
        return observer.onBind ? watched(statement, observer) : statement;
      };
    },
  });
}

const watched = (statement: D1PreparedStatement, { onBind }: Observer): D1PreparedStatement =>
  new Proxy(statement, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      if (key !== "bind") return value.bind(target);
      return (...values: unknown[]) => {
        onBind?.(values);
        return value.apply(target, values);
      };
    },
  });
