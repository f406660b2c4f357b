/** Waiting for `scripts/start.ts` in a process of its own, however that was started. */
import type { ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";

/** The end of what it prints once it takes calls. */
const READY = "Stop with Ctrl+C";

/**
 * Resolves once the server says that it runs; rejects when it ends before, or takes longer. All that it ever prints goes
 * to `hear`.
 */
export function started(
  child: ChildProcessByStdio<null, Readable, Readable>,
  timeoutMs: number,
  hear: (printed: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = "";
    let isReady = false;
    const fail = () => reject(new Error(`The server did not start:\n${printed}`));
    const timer = setTimeout(fail, timeoutMs);
    const read = (chunk: Buffer) => {
      hear(chunk.toString());
      if (isReady) return;
      printed += chunk;
      isReady = printed.includes(READY);
      if (!isReady) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", () => {
      clearTimeout(timer);
      fail();
    });
  });
}
