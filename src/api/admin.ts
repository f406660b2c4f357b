import { Hono } from "hono";
import { LIMITS } from "../config";
import { slotsToReconcile } from "../db/slots";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { answers } from "../http/route-facts";
import { body } from "../http/validate";
import { reconcileSlots } from "../operations/reconcile-slots";
import { resealPage } from "../operations/reseal";
import { ReconcileRequest, ReconcileResponse, ResealRequest, ResealResponse } from "./schemas/admin";

export const admin = new Hono<SignedIn>()
  .post(
    "/reseal",
    allow("admin"),
    body(ResealRequest),
    answers("Move sealed texts to the current encryption key, a page at a time", { 200: ResealResponse }),
    async (c) => {
      const { stage, after = "" } = c.req.valid("json");
      return c.json(await resealPage(c.get("deps"), stage, after), 200);
    },
  )
  .post(
    "/reconcile",
    allow("admin"),
    body(ReconcileRequest),
    answers("Hold slots' objects against D1 and mend what differs", { 200: ReconcileResponse }),
    async (c) => {
      const deps = c.get("deps");
      const { slot_id: slotId, business_id: businessId, date, after = "" } = c.req.valid("json");
      const page = { after, limit: LIMITS.reconcileBatch };
      const places = await slotsToReconcile(deps.db, { slotId, businessId, date }, page);
      const { checked, failed, drifted } = await reconcileSlots(deps, places);
      return c.json(
        {
          slots_checked: checked,
          slots_failed: failed,
          slots_drifted: drifted.length,
          drift: drifted.map(({ slotId: slot_id, restored, rewritten, isCountWrong }) => ({
            slot_id,
            restored,
            rewritten,
            seat_count_corrected: isCountWrong,
          })),
          next: places.length === LIMITS.reconcileBatch ? (places.at(-1)?.slotId ?? null) : null,
        },
        200,
      );
    },
  );
