/** What a middleware says about its route, so that the API description is read off the routes themselves. */
import type { MiddlewareHandler } from "hono";
import type * as z from "zod";
import type { Role } from "../domain/vocabulary";

export interface RouteFacts {
  /** Who may call; absent for routes without a token. */
  roles?: readonly Role[];
  /** Statuses it may refuse with beyond those that follow from its other facts. */
  refusals?: readonly number[];
  query?: z.ZodType;
  body?: { schema: z.ZodType; isOptional: boolean };
  summary?: string;
  /** Successful answers by status. A null schema is an answer without a JSON body. */
  answers?: Record<number, { schema: z.ZodType | null; contentType?: string }>;
}

const facts = new WeakMap<object, RouteFacts>();

export function withFacts<H extends object>(middleware: H, about: RouteFacts): H {
  facts.set(middleware, about);
  return middleware;
}

/** Declares refusals that follow from no other fact: such as 404 for what a body or query names. Does nothing at run time. */
export const mayRefuse = (...refusals: number[]): MiddlewareHandler =>
  withFacts<MiddlewareHandler>((_, next) => next(), { refusals });

export const factsOf = (handler: object): RouteFacts | undefined => facts.get(handler);

/** Declares a route's summary and its successful answers. Does nothing at run time. */
export function answers(
  summary: string,
  schemas: Record<number, z.ZodType | null>,
  contentType?: string,
): MiddlewareHandler {
  const declared = Object.fromEntries(
    Object.entries(schemas).map(([status, schema]) => [status, { schema, contentType }]),
  );
  return withFacts<MiddlewareHandler>((_, next) => next(), { summary, answers: declared });
}
