/**
 * Drives load from a process of its own: `node load.ts FILE` reads a job and prints what came of it as JSON.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";

export interface LoadRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface LoadJob {
  origin: string;
  connections: number;
  /**
   * All connections send at once, and again when the last is answered: how long a crowd waits. Else each sends its next
   * request when its last is answered: how many are served. Then the local runtime has some wait long for their turn, on an
   * empty route too.
   */
  isCrowd: boolean;
  /** After so long no request is begun any more. */
  seconds: number;
  requests: LoadRequest[];
  /** Begin anew when the requests are used up; else that ends the job. */
  isEndless: boolean;
  /** Where the answers' bodies go, a line each in the order of the requests. */
  bodiesFile?: string;
}

export interface LoadResult {
  requests: number;
  seconds: number;
  statuses: Record<string, number>;
  p50: number;
  p95: number;
  p99: number;
}

async function drive(job: LoadJob): Promise<LoadResult> {
  const { origin, connections, isCrowd, seconds, requests, isEndless, bodiesFile } = job;
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
  const durations: number[] = [];
  const statuses: Record<string, number> = {};
  const bodies: string[] = [];
  let next = 0;

  const send = (index: number, { method, path, headers, body }: LoadRequest) =>
    new Promise<void>((resolve) => {
      const began = performance.now();
      const done = (status: string) => {
        durations.push(performance.now() - began);
        statuses[status] = (statuses[status] ?? 0) + 1;
        resolve();
      };
      const sent = request({ agent, hostname, port, method, path, headers }, (answer) => {
        if (!bodiesFile) answer.resume();
        else {
          let text = "";
          answer.on("data", (chunk) => {
            text += chunk;
          });
          answer.on("end", () => {
            bodies[index] = text;
          });
        }
        answer.on("end", () => done(String(answer.statusCode)));
      });
      sent.on("error", () => done("error"));
      sent.end(body);
    });

  await connect(origin, agent, connections);
  const began = performance.now();
  const until = began + seconds * 1_000;
  const isOver = () => performance.now() >= until || !(isEndless || next < requests.length);
  const sendNext = () => {
    const index = next % requests.length;
    next += 1;
    return send(index, requests[index] as LoadRequest);
  };
  const eachConnection = (work: () => Promise<void>) => Promise.all(Array.from({ length: connections }, work));
  if (isCrowd) while (!isOver()) await eachConnection(async () => (isOver() ? undefined : sendNext()));
  else {
    await eachConnection(async () => {
      while (!isOver()) await sendNext();
    });
  }
  const took = (performance.now() - began) / 1_000;
  agent.destroy();
  if (bodiesFile) writeFileSync(bodiesFile, bodies.join("\n"));
  durations.sort((a, b) => a - b);
  const percentile = (share: number) => durations[Math.ceil(share * durations.length) - 1] ?? 0;
  return {
    requests: durations.length,
    seconds: took,
    statuses,
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
  };
}

/** Opens every connection before the clock runs: hundreds at once overflow a listener's queue, and are tried again in seconds. */
async function connect(origin: string, agent: Agent, connections: number): Promise<void> {
  const { hostname, port } = new URL(origin);
  const open = () =>
    new Promise<void>((resolve, reject) => {
      const sent = request({ agent, hostname, port, path: "/bare" }, (answer) => answer.resume().on("end", resolve));
      sent.on("error", reject).end();
    });
  await Promise.all(Array.from({ length: connections }, open));
}

const job = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as LoadJob;
console.log(JSON.stringify(await drive(job)));
