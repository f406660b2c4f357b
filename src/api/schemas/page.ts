/** Paging in and out of every list. */
import * as z from "zod";
import { LIMITS } from "../../config";

/** A whole number in a query string. */
const wholeNumber = (max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, "Must be a whole number")
    .transform(Number)
    .pipe(z.int().min(1).max(max));

export const PageQuery = z.object({
  page: wholeNumber(LIMITS.maxPage).prefault("1").meta({ description: "From 1" }),
  page_size: wholeNumber(LIMITS.maxPageSize).prefault(String(LIMITS.pageSize)),
});

export const listOf = <S extends z.ZodType>(item: S) =>
  z.strictObject({
    count: z.int().min(0),
    next: z.url().nullable(),
    previous: z.url().nullable(),
    results: z.array(item),
  });
