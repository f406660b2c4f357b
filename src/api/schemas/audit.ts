import * as z from "zod";
import { ACCESS_ACTIONS, ROLES } from "../../domain/vocabulary";
import { foreignId, printedInstant } from "./fields";
import { listOf, PageQuery } from "./page";

export const AuditQuery = PageQuery.extend({ pickup_id: foreignId });

export const AuditTrail = listOf(
  z.strictObject({
    at: printedInstant,
    action: z.enum([...ACCESS_ACTIONS, "check_code"]),
    outcome: z
      .string()
      .nullable()
      .meta({ description: "Of a code's check: verified, or why not; of a change that was refused: why" }),
    user_id: z.string(),
    role: z.enum(ROLES).nullable(),
    ip: z.string().nullable(),
    user_agent: z.string().nullable(),
    request_id: z.string(),
  }),
);
