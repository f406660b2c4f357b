/** A server of its own for the run, and raw HTTP to it: `fetch` would mend much of what is to be sent broken. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { started } from "../support/started.ts";

const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 20_000;
const ANSWER_TIMEOUT_MS = 30_000;

export interface Server {
  /** All that the server has printed: in the end it is searched. */
  log(): string;
  stop(): Promise<void>;
}

export async function startServer(port: string): Promise<Server> {
  const state = mkdtempSync(join(tmpdir(), "fuzz-"));
  const child = spawn("node", ["scripts/start.ts", "--port", port, "--state", state, "--log-level", "log"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  const stop = async () => {
    child.kill("SIGINT");
    const killer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(killer);
    rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await started(child, START_TIMEOUT_MS, (printed) => {
      output += printed;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { log: () => output, stop };
}

export interface Wire {
  method: string;
  /** Path and query as they go over the wire. */
  target: string;
  headers: Record<string, string>;
  body: Buffer | null;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export class Client {
  readonly #origin: URL;
  readonly #agent: Agent;

  constructor(origin: URL, concurrency: number) {
    this.#origin = origin;
    this.#agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  }

  /** Rejects when no answer comes. A connection that the server closed while idle is opened anew. */
  async send(wire: Wire): Promise<Answer> {
    try {
      return await this.#sendOnce(wire, this.#agent);
    } catch (error) {
      if (error instanceof StaleConnectionError) return this.#sendOnce(wire, false);
      throw error;
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Without an agent, over a connection of its own. */
  #sendOnce({ method, target, headers, body }: Wire, agent: Agent | false): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: this.#origin.hostname.replace(/^\[|\]$/g, ""),
          port: this.#origin.port || "80",
          agent,
          timeout: ANSWER_TIMEOUT_MS,
          method,
          path: target,
          headers: { ...headers, ...(body && { "content-length": String(body.length) }) },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("error", reject);
          incoming.on("end", () =>
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              text: Buffer.concat(chunks).toString("utf8"),
            }),
          );
        },
      );
      outgoing.on("timeout", () => outgoing.destroy(new Error(`No answer within ${ANSWER_TIMEOUT_MS / 1_000} s`)));
      outgoing.on("error", (error: NodeJS.ErrnoException) =>
        reject(outgoing.reusedSocket && error.code === "ECONNRESET" ? new StaleConnectionError() : error),
      );
      outgoing.end(body ?? undefined);
    });
  }
}

class StaleConnectionError extends Error {
  override name = "StaleConnectionError";
}
