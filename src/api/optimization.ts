import { type Context, Hono } from "hono";
import { type Business, findBusiness } from "../db/businesses";
import { saveResult } from "../db/optimizations";
import { notFound, type Refusal } from "../domain/refusal";
import { ok, type Result } from "../domain/result";
import { addDays, type LocalDate, localDate } from "../domain/time";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { answers, mayRefuse } from "../http/route-facts";
import { businessOf, canManage } from "../http/tenant";
import { body, query } from "../http/validate";
import { type AdviceRequest, applyOptimization, undoOptimization } from "../operations/apply-optimization";
import type { Deps } from "../operations/deps";
import { optimizeDay } from "../operations/optimize-day";
import { planBusinessRoute } from "../operations/plan-routes";
import { type OptimizationAnswer, toAnswer, toApplied, withoutAdvice } from "./optimization-response";
import { toBusinessRoute } from "./route-response";
import { AppliedResponse, OptimizationQuery, OptimizationResponse, RecommendationChoice } from "./schemas/optimization";

export const optimization = new Hono<SignedIn>()
  .get(
    "/",
    allow("provider", "admin"),
    query(OptimizationQuery),
    mayRefuse(404, 422),
    answers("What would serve a business's day better", { 200: OptimizationResponse }),
    async (c) => {
      const deps = c.get("deps");
      const { date: asked, optimization_type: type, business_id } = c.req.valid("query");
      const businessId = businessOf(c.get("principal"), business_id);
      if (!businessId.ok) return refuse(c, businessId.error);
      const business = await findBusiness(deps.db, businessId.value);
      if (!business) return refuse(c, notFound);
      const date = asked ?? addDays(localDate(deps.now, business.timezone), 1);
      const about = { date, optimization_type: type };
      if (!deps.config.isOptimizationEnabled) {
        return c.json(withoutAdvice(about, { data_quality: "disabled", missing: [] }), 200);
      }
      const answer =
        type === "route"
          ? await routeOptimization(deps, { business, date })
          : ok(toAnswer(about, await optimizeDay(deps, { business, date, type })));
      if (!answer.ok) return refuse(c, answer.error);
      await saveResult(deps.db, { businessId: business.id, date, type, result: answer.value, createdAt: deps.now });
      return c.json(answer.value, 200);
    },
  )
  .post(
    "/apply",
    allow("provider", "admin"),
    body(RecommendationChoice),
    mayRefuse(404, 422),
    answers("Change a schedule as recommended; bookings stay", { 200: AppliedResponse }),
    async (c) => {
      const choice = choiceOf(c, c.req.valid("json").recommendation_id);
      const applied = await applyOptimization(c.get("deps"), choice);
      return applied.ok ? c.json(toApplied("Recommendation applied", applied.value), 200) : refuse(c, applied.error);
    },
  )
  .post(
    "/undo",
    allow("provider", "admin"),
    body(RecommendationChoice),
    mayRefuse(404, 422),
    answers("Take an applied recommendation back; bookings stay", { 200: AppliedResponse }),
    async (c) => {
      const choice = choiceOf(c, c.req.valid("json").recommendation_id);
      const undone = await undoOptimization(c.get("deps"), choice);
      return undone.ok ? c.json(toApplied("Recommendation undone", undone.value), 200) : refuse(c, undone.error);
    },
  );

function choiceOf(c: Context<SignedIn>, recommendationId: string): AdviceRequest {
  const principal = c.get("principal");
  return {
    recommendationId,
    userId: principal.userId,
    canManage: (businessId) => canManage(principal, businessId),
  };
}

/** The tour of a day's pickup points. Efficiency is about seats and people, and says nothing of a tour. */
async function routeOptimization(
  deps: Deps,
  { business, date }: { business: Business; date: LocalDate },
): Promise<Result<OptimizationAnswer, Refusal>> {
  const about = { date, optimization_type: "route" } as const;
  const planned = await planBusinessRoute(deps, business, date);
  if (!planned.ok) return planned;
  if (!planned.value) {
    const missing = ["No pickups are booked on this day"];
    return ok(withoutAdvice(about, { data_quality: "insufficient", missing }));
  }
  const answer = withoutAdvice(about, { data_quality: "sufficient", missing: [] });
  return ok({ ...answer, route: toBusinessRoute(planned.value) });
}
