import { call } from "./api";

interface Page<T> {
  next: string | null;
  results: T[];
}

/** Every entry of a list, however many pages it has. */
export async function allPages<T>(
  path: string,
  query: Record<string, string | undefined>,
  signal: AbortSignal,
): Promise<T[]> {
  const entries: T[] = [];
  for (let page = 1; ; page += 1) {
    const { results, next } = await call<Page<T>>(path, { query: { ...query, page, page_size: 100 }, signal });
    entries.push(...results);
    if (next === null) return entries;
  }
}
