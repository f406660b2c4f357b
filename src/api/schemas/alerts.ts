import * as z from "zod";
import { ALERT_NOTICES, ALERT_STATES } from "../../domain/vocabulary";
import { printedInstant } from "./fields";
import { listOf } from "./page";

const Rule = z.strictObject({
  rule: z.string(),
  title: z.string(),
  operator: z.enum(["less_than", "greater_than"]),
  threshold: z.number(),
  minimum_sample: z.int(),
  state: z.enum(ALERT_STATES),
  since: printedInstant.nullable().meta({ description: "Null for a rule that never fired" }),
  value: z.number().nullable().meta({ description: "As last evaluated; null when there was nothing to measure" }),
  sample: z.int(),
  evaluated_at: printedInstant.nullable(),
});

const Notice = z.strictObject({
  rule: z.string(),
  kind: z.enum(ALERT_NOTICES),
  at: printedInstant,
  value: z.number().nullable(),
  sample: z.int(),
  emailed_at: printedInstant.nullable(),
  posted_at: printedInstant.nullable(),
});

/** The results are what was told, the newest first. */
export const AlertsResponse = listOf(Notice).extend({ rules: z.array(Rule) });
