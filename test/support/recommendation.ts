/** Advice as if it had been given, without the weeks that it takes to have something to advise. */
import { env } from "cloudflare:workers";
import { primary } from "../../src/db/client";
import { saveOptimizations } from "../../src/db/optimizations";
import { freshId, NOW, TOMORROW, type World } from "./world";

/** Ten orders a slot, or as many as asked, instead of five, of a world's schedule as it was made. Answers its id. */
export async function makeRecommendation(world: World, bindings: Env = env, maxOrders = 10): Promise<string> {
  const id = freshId("recommendation");
  const { businessId, scheduleId, locationId } = world;
  const edit = { scheduleId, change: { maxOrders } };
  await saveOptimizations(primary(bindings), [
    {
      id,
      businessId,
      date: TOMORROW,
      type: "capacity",
      recommendation: {
        type: "capacity_adjustment",
        priority: "high",
        description: "Raise the orders per slot",
        impact: {
          additional_capacity: 20,
          reduced_wait_time: null,
          increased_satisfaction: null,
          balanced_load: null,
          reduced_congestion: null,
          improved_efficiency: null,
          additional_served: 0,
        },
        implementation: { effort: "low", cost: "none", timeline: "immediate" },
        edit,
        about: scheduleId,
      },
      scheduleId,
      before: {
        locationId,
        pickupWindow: "17:00-19:00",
        totalSlots: 4,
        maxOrdersPerSlot: 5,
        slotBufferMinutes: 5,
        isActive: true,
      },
      change: { maxOrdersPerSlot: maxOrders },
      createdAt: Date.parse(NOW),
    },
  ]);
  return id;
}
