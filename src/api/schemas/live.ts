import * as z from "zod";
import { LIMITS } from "../../config";
import { foreignId, line, localDate, printedDate, printedInstant } from "./fields";
import { OverviewEntry } from "./pickups";

const slots = { food_listing_id: foreignId, date: localDate };
const board = {
  date: localDate,
  business_id: foreignId.optional().meta({ description: "Which business; admins only" }),
};

export const TicketRequest = z.discriminatedUnion("feed", [
  z.object({ feed: z.literal("slots"), ...slots }),
  z.object({ feed: z.literal("board"), ...board }),
]);

export const TicketResponse = z.strictObject({
  ticket: z.string(),
  expires_at: printedInstant,
  url: z.string().meta({ description: "Where to open the WebSocket, with the ticket" }),
});

const ticket = line(LIMITS.urlLength)
  .optional()
  .meta({ description: "Of POST /live/ticket/; with an upgrade to a WebSocket, in place of a token" });

export const SlotFeedQuery = z.object({ ...slots, ticket });
export const BoardQuery = z.object({ ...board, ticket });

export const BoardResponse = z.strictObject({ date: printedDate, pickups: z.array(OverviewEntry) });
