import type * as z from "zod";
import type { DailyReportResponse } from "../../../api/schemas/analytics";

/** What a day's report advises. */
export const Warnings = ({ of }: { of: z.infer<typeof DailyReportResponse>["recommendations"] }) =>
  of.map(({ type, priority, message, actions }) => (
    <div class="notice warn" key={type}>
      <p>
        <strong>{priority === "high" ? "Important" : "Worth a look"}</strong>: {message}
      </p>
      <ul>
        {actions.map((action) => (
          <li key={action}>{action}</li>
        ))}
      </ul>
    </div>
  ));
