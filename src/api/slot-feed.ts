import type * as z from "zod";
import { LIMITS } from "../config";
import { primary } from "../db/client";
import type { parseName } from "../live/feed";
import { LiveFeed } from "../live/live-feed";
import { readAvailability, toAvailabilityResponse } from "./availability-response";
import type { AvailabilityResponse } from "./schemas/slots";

type Slot = z.infer<typeof AvailabilityResponse>["available_slots"][number];

/** What can be booked of a listing on a day, as it changes. */
export class SlotFeed extends LiveFeed<Slot> {
  protected override readonly kind = "slots";
  protected override readonly shape = { list: "available_slots", id: "id" };
  protected override readonly maxSockets = LIMITS.liveSocketsPerSlotFeed;

  protected override async read({ subject, date }: ReturnType<typeof parseName>) {
    const now = Date.now();
    const facts = await readAvailability(primary(this.env), subject, now);
    if (!facts) throw new Error("The listing is gone");
    return toAvailabilityResponse(facts, { date, now });
  }

  protected override async reveal(slot: Slot) {
    return slot;
  }
}
