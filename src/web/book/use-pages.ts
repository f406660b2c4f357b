import { useState } from "preact/hooks";
import { call } from "../calls/api";
import { type Loaded, useLoaded } from "../parts/loaded";
import { isOnline } from "../parts/online";

interface Page<T> {
  results: T[];
  next: string | null;
}

export interface Pages<T> {
  list: Loaded<{ results: T[]; hasMore: boolean }>;
  more(): void;
}

const PAGE_SIZE = 20;

/** A list of the service from its start, page after page; asked for again when the network is back. */
export function usePages<T>(path: string, query: Record<string, string> = {}): Pages<T> {
  const [count, setCount] = useState(1);
  const list = useLoaded(`${path}:${count}:${isOnline.value}`, async (signal) => {
    const pages = await Promise.all(
      Array.from({ length: count }, (_, index) =>
        call<Page<T>>(path, { query: { ...query, page: index + 1, page_size: PAGE_SIZE }, signal }),
      ),
    );
    return { results: pages.flatMap(({ results }) => results), hasMore: pages.at(-1)?.next !== null };
  });
  return { list, more: () => setCount((last) => last + 1) };
}
