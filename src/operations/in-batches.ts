/** How many objects are called at once. Creating many at the same time is what the platform throttles. */
const CONCURRENCY = 20;

/** Maps in order, a bounded number at a time. The first failure stops what has not begun. */
export async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += CONCURRENCY) {
    results.push(...(await Promise.all(items.slice(start, start + CONCURRENCY).map(work))));
  }
  return results;
}
