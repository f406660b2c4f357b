import * as z from "zod";
import { printedInstant } from "./fields";

export const HealthResponse = z.strictObject({
  status: z.literal("ok"),
  time: printedInstant,
  jobs_overdue: z.boolean().meta({
    description: "Whether any job has not succeeded for too long; on a new deployment each has its first period",
  }),
});
