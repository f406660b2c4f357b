/** The list envelope of every list: `{count, next, previous, results}`. */
import type { Context } from "hono";
import type * as z from "zod";
import type { PageQuery } from "../api/schemas/page";
import { LIMITS } from "../config";
import type { PageRequest } from "../db/paging";

export const pageRequest = (query: z.output<typeof PageQuery>): PageRequest => ({
  page: query.page,
  pageSize: query.page_size,
});

export function paginated<T>(c: Pick<Context, "req">, { page, pageSize }: PageRequest, count: number, results: T[]) {
  const at = (number: number) => {
    const url = new URL(c.req.url);
    url.searchParams.set("page", String(number));
    return url.href;
  };
  return {
    count,
    next: page < LIMITS.maxPage && page * pageSize < count ? at(page + 1) : null,
    previous: page > 1 ? at(page - 1) : null,
    results,
  };
}
