/**
 * The server that is killed. Two ways to die by SIGKILL: only the process that runs the Worker, its objects and its
 * stores, which the dev server then starts again by itself; or the whole process group, started again on the same state.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { started } from "../support/started.ts";

const START_TIMEOUT_MS = 180_000;
const RECOVERY_TIMEOUT_MS = 45_000;
const PROBE_TIMEOUT_MS = 5_000;
const POLL_MS = 50;

export class Server {
  readonly origin: string;
  readonly state = mkdtempSync(join(tmpdir(), "chaos-"));
  readonly #port: string;
  #child: ChildProcess | null = null;
  #log = "";

  constructor(port: string) {
    this.#port = port;
    this.origin = `http://localhost:${port}`;
    process.on("exit", () => {
      this.killGroup();
      rmSync(this.state, { recursive: true, force: true, maxRetries: 5 });
    });
  }

  /** All that the server has printed, over every start: in the end it is searched. */
  get log(): string {
    return this.#log;
  }

  async start(): Promise<void> {
    const bin = resolve("node_modules/.bin");
    const child = spawn(
      join(bin, "node"),
      ["scripts/start.ts", "--port", this.#port, "--state", this.state, "--log-level", "log"],
      {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
        detached: true, // a process group of its own
      },
    );
    this.#child = child;
    await started(child, START_TIMEOUT_MS, (printed) => {
      this.#log += printed;
    });
  }

  killGroup(): void {
    if (this.#child?.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, "SIGKILL");
    } catch {
      // Nothing of the group is left.
    }
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const ended = new Promise<void>((resolveEnd) => {
      if (child.exitCode !== null || child.signalCode !== null) resolveEnd();
      else child.on("exit", () => resolveEnd());
    });
    this.killGroup();
    await ended;
    this.#child = null;
  }

  /** Whether the server answers from its stores again in time. */
  async isBack(probe: string): Promise<boolean> {
    const deadline = Date.now() + RECOVERY_TIMEOUT_MS;
    while (Date.now() < deadline) {
      try {
        const answer = await fetch(`${this.origin}${probe}`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
        await answer.arrayBuffer();
        if (answer.ok) return true;
      } catch {
        // Still down.
      }
      await sleep(POLL_MS);
    }
    return false;
  }

  /**
   * The process that runs the Worker, its objects and its stores: of the dev server's two workerd, the one that does not
   * listen on our port. Null when a restart has not yet made one.
   */
  async findRuntime(): Promise<number | null> {
    const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "pid=,pgid=,args="]);
    const pids = stdout.split("\n").flatMap((line) => {
      const [, pid, group, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      const isRuntime = /\bworkerd serve\b/.test(command) && !command.includes(`entry=localhost:${this.#port} `);
      return Number(group) === this.#child?.pid && isRuntime ? [Number(pid)] : [];
    });
    if (pids.length > 1) throw new Error(`Cannot tell which process runs the Worker: ${pids.join(", ")}`);
    return pids[0] ?? null;
  }
}
