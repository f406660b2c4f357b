import * as z from "zod";
import { PICKUP_STATUSES } from "../../domain/vocabulary";
import { foreignId, printedCode, printedDate, printedInstant } from "./fields";

const userId = foreignId.optional().meta({ description: "Whose data; admins only" });

export const ExportQuery = z.object({ user_id: userId });

export const ExportResponse = z.strictObject({
  user_id: z.string(),
  export_date: printedInstant,
  pickups: z.array(
    z.strictObject({
      confirmation_code: printedCode,
      scheduled_date: printedDate,
      status: z.enum(PICKUP_STATUSES),
      location: z.string(),
      customer_notes: z.string(),
      created_at: printedInstant,
    }),
  ),
});

export const AnonymizeRequest = z.object({ user_id: userId });

export const AnonymizeResponse = z.strictObject({
  message: z.string(),
  user_id: z.string(),
  pickups_anonymized: z.int(),
});
