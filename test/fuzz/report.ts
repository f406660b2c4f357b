/** Counts what was sent and prints it as a table, with each kind of failure and the smallest request that shows it. */

export interface Failure {
  /** Operation, status and what is wrong: failures of one kind count together. */
  kind: string;
  detail: string;
  request: string;
  answer: string;
  log: string;
}

const CLASSES = ["2xx", "3xx", "4xx", "5xx", "none"] as const;
const UNREACHABLE = "503";

export class Report {
  readonly #statuses = new Map<string, Map<string, number>>();
  readonly #times = new Map<string, number[]>();
  readonly #callers = new Map<string, number>();
  readonly #failures = new Map<string, { smallest: Failure; count: number }>();
  readonly #checks: string[] = [];
  passed = 0;
  failed = 0;

  count(operation: string, caller: string, status: number | null, ms: number): void {
    this.#times.set(operation, [...(this.#times.get(operation) ?? []), ms]);
    const row = this.#statuses.get(operation) ?? new Map<string, number>();
    const key = String(status ?? "none");
    this.#statuses.set(operation, row.set(key, (row.get(key) ?? 0) + 1));
    this.#callers.set(caller, (this.#callers.get(caller) ?? 0) + 1);
  }

  /** What holds of the run as a whole. */
  check(name: string, problems: string[]): void {
    if (problems.length === 0) this.passed += 1;
    else this.failed += 1;
    this.#checks.push(`${problems.length === 0 ? "ok" : "FAILED"}: ${name}`, ...problems.map((one) => `    ${one}`));
  }

  hasSucceeded(operation: string): boolean {
    return [...(this.#statuses.get(operation)?.keys() ?? [])].some((status) => status.startsWith("2"));
  }

  get requests(): number {
    return [...this.#callers.values()].reduce((sum, count) => sum + count, 0);
  }

  fail(failure: Failure): void {
    this.failed += 1;
    const { smallest, count } = this.#failures.get(failure.kind) ?? { smallest: failure, count: 0 };
    this.#failures.set(failure.kind, { smallest, count: count + 1 });
  }

  /** Shows a smaller request for a kind of failure that was counted already. */
  replace(failure: Failure): void {
    const known = this.#failures.get(failure.kind);
    if (known) known.smallest = failure;
  }

  print(): void {
    const width = Math.max(...[...this.#statuses.keys()].map((name) => name.length));
    console.log(
      `\n${"operation".padEnd(width)} ${CLASSES.map((name) => name.padStart(6)).join("")}   p50 ms   max ms  by status`,
    );
    for (const [name, row] of [...this.#statuses].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const cells = CLASSES.map((column) => String(sumOf(row, column)).padStart(6)).join("");
      const statuses = [...row].sort().map(([status, count]) => `${status}:${count}`);
      const times = (this.#times.get(name) ?? []).sort((a, b) => a - b);
      const shown = [times[Math.floor(times.length / 2)], times.at(-1)].map((ms) => (ms ?? 0).toFixed(0).padStart(9));
      console.log(`${name.padEnd(width)} ${cells}${shown.join("")}  ${statuses.join(" ")}`);
    }
    console.log(`\nCallers: ${[...this.#callers].map(([name, count]) => `${name} ${count}`).join(", ")}`);
    for (const { smallest, count } of this.#failures.values()) {
      console.log(`\nFAILED ${count} times: ${smallest.kind}\n  ${smallest.detail}\n${smallest.request}`);
      console.log(`  answer: ${smallest.answer}${smallest.log && `\n  log: ${smallest.log}`}`);
    }
    const unreachable = [...this.#statuses.values()].reduce((sum, row) => sum + (row.get(UNREACHABLE) ?? 0), 0);
    console.log(`\nStores unreachable: ${unreachable}`);
    for (const line of this.#checks) console.log(line);
  }
}

const sumOf = (row: Map<string, number>, column: string): number =>
  [...row].reduce((sum, [status, count]) => (status[0] === column[0] ? sum + count : sum), 0);
