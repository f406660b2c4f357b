/** Tests that look at order alone, so that no single day can decide them. */

/** Chance that a standard normal variable is at least this large (Abramowitz and Stegun 26.2.17; errs by 1e-7 at the most). */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return Math.min(1, Math.max(0, (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series));
}

export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** How often each value occurs that occurs more than once. */
const tiesOf = (values: readonly number[]): number[] =>
  [...Map.groupBy(values, (value) => value).values()].map((group) => group.length).filter((count) => count > 1);

/** Mann and Kendall's S of a series in order of time, and its variance without a trend, less what ties take from it. */
export function mannKendall(values: readonly number[]): { s: number; variance: number } {
  let s = 0;
  for (const [n, value] of values.entries()) {
    for (const later of values.slice(n + 1)) s += Math.sign(later - value);
  }
  const term = (count: number) => (count * (count - 1) * (2 * count + 5)) / 18;
  return { s, variance: tiesOf(values).reduce((left, count) => left - term(count), term(values.length)) };
}

/** Two-sided chance of such an S, summed over seasons (Hirsch, Slack and Smith 1982); 1 where nothing varies. */
export function trendChance(tests: readonly { s: number; variance: number }[]): number {
  const s = tests.reduce((sum, test) => sum + test.s, 0);
  const variance = tests.reduce((sum, test) => sum + test.variance, 0);
  if (s === 0 || variance <= 0) return 1;
  return Math.min(1, 2 * normalTail((Math.abs(s) - 1) / Math.sqrt(variance)));
}

/** One-sided chance that `high` lies so far above `low` where both are alike (Mann and Whitney, with ties). */
export function higherChance(high: readonly number[], low: readonly number[]): number {
  const [n, m] = [high.length, low.length];
  const all = n + m;
  let u = 0;
  for (const one of high) for (const other of low) u += one > other ? 1 : one === other ? 0.5 : 0;
  const ties = tiesOf([...high, ...low]).reduce((sum, count) => sum + (count ** 3 - count), 0);
  const variance = ((n * m) / 12) * (all + 1 - ties / (all * (all - 1)));
  return variance > 0 ? normalTail((u - (n * m) / 2 - 0.5) / Math.sqrt(variance)) : 1;
}
