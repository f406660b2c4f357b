import * as z from "zod";
import { RESEAL_STAGES } from "../../domain/vocabulary";
import { foreignId, localDate, printedInstant } from "./fields";

export const ReconcileRequest = z
  .object({
    slot_id: foreignId.optional(),
    business_id: foreignId.optional(),
    date: localDate.optional(),
    after: foreignId.optional().meta({ description: "`next` of the answer before" }),
  })
  .refine(({ slot_id, business_id, date }) => slot_id ?? business_id ?? date, {
    path: ["slot_id"],
    message: "Name a slot, a business or a date",
  });

export const ReconcileResponse = z.strictObject({
  slots_checked: z.int(),
  slots_failed: z.int(),
  slots_drifted: z.int(),
  drift: z.array(
    z.strictObject({
      slot_id: z.uuid(),
      restored: z.array(z.uuid()),
      rewritten: z.array(z.uuid()),
      seat_count_corrected: z.boolean(),
    }),
  ),
  next: z.string().nullable().meta({ description: "Where to go on, null at the end" }),
});

export const ResealRequest = z.object({
  stage: z.enum(RESEAL_STAGES),
  after: foreignId.optional().meta({ description: "`next` of the answer before" }),
});

export const ResealResponse = z.strictObject({
  resealed: z.int(),
  failed: z.array(z.string()).meta({ description: "Ids of what could not be moved; ask again, or keep the old key" }),
  next: z.string().nullable().meta({ description: "Where to go on in this stage, null at its end" }),
});

const JobRun = z.strictObject({
  started_at: printedInstant,
  ended_at: printedInstant.nullable().meta({ description: "Null while it runs, or when it was cut off" }),
  rows: z.int().nullable(),
  error: z.string().nullable(),
});

export const JobsResponse = z.strictObject({
  jobs: z.array(
    z.strictObject({
      job: z.string(),
      cron: z.string().meta({ description: "When it runs, in UTC" }),
      is_overdue: z.boolean(),
      last_run: JobRun.nullable(),
      last_success_at: printedInstant.nullable(),
    }),
  ),
  dead_letters: z.strictObject({
    since: printedInstant,
    count: z.int(),
    by_queue: z.array(z.strictObject({ queue: z.string(), count: z.int() })),
    latest: z.array(z.strictObject({ id: z.string(), queue: z.string(), attempts: z.int(), at: printedInstant })),
  }),
  channels: z
    .strictObject({ email: z.string(), sms: z.string(), push: z.string() })
    .meta({ description: "Who carries notifications; `log` on a developer's machine, `none` where nobody does" }),
});
