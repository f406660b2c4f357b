/** How many objects are called at once. Creating many at the same time is what the platform throttles. */
const CONCURRENCY = 20;

const batchesOf = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / CONCURRENCY) }, (_, batch) =>
    items.slice(batch * CONCURRENCY, (batch + 1) * CONCURRENCY),
  );

/** Does the work for every item, a bounded number at a time, and answers each outcome: one failure stops no other. */
export async function settleAll<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<PromiseSettledResult<R>[]> {
  const outcomes: PromiseSettledResult<R>[] = [];
  for (const batch of batchesOf(items)) outcomes.push(...(await Promise.allSettled(batch.map(work))));
  return outcomes;
}
