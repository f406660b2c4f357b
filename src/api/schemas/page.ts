/** Paging in and out of every list. */
import * as z from "zod";
import { LIMITS } from "../../config";

const wholeNumber = (max: number) =>
  z.coerce.number("Must be a whole number").int("Must be a whole number").min(1).max(max);

export const PageQuery = z.object({
  page: wholeNumber(LIMITS.maxPage).default(1).meta({ description: "From 1" }),
  page_size: wholeNumber(LIMITS.maxPageSize).default(LIMITS.pageSize),
});

export const listOf = <S extends z.ZodType>(item: S) =>
  z.strictObject({
    count: z.int().min(0),
    next: z.url().nullable(),
    previous: z.url().nullable(),
    results: z.array(item),
  });
