import { performance } from "node:perf_hooks";

export interface Timing {
  p50: number;
  p95: number;
}

/** Milliseconds of calls made one after another, the first few left out. */
export async function time(calls: number, warmUp: number, call: (n: number) => Promise<unknown>): Promise<Timing> {
  const durations: number[] = [];
  for (let n = 0; n < warmUp + calls; n += 1) {
    const began = performance.now();
    await call(n);
    if (n >= warmUp) durations.push(performance.now() - began);
  }
  durations.sort((a, b) => a - b);
  const percentile = (share: number) => durations[Math.ceil(share * durations.length) - 1] ?? Number.NaN;
  return { p50: percentile(0.5), p95: percentile(0.95) };
}
