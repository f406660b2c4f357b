/** `npm run reseal -- --url URL [--token JWT]`: moves every sealed text to the current encryption key, and says what it could not move. */
import { parseArgs } from "node:util";
import { RESEAL_STAGES } from "../src/domain/vocabulary.ts";
import { ACCOUNTS } from "./demo.ts";
import { makeToken } from "./tokens.ts";

const { values } = parseArgs({
  options: { url: { type: "string", default: "http://localhost:8787" }, token: { type: "string" } },
});
const token = values.token ?? (await makeToken("admin", ACCOUNTS.admin.sub));

let failures = 0;
for (const stage of RESEAL_STAGES) {
  let total = 0;
  const failed: string[] = [];
  for (let after: string | null = ""; after !== null; ) {
    const response = await fetch(new URL("/api/scheduling/admin/reseal/", values.url), {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ stage, ...(after && { after }) }),
    });
    if (!response.ok) throw new Error(`${stage} answered ${response.status}: ${await response.text()}`);
    const page = (await response.json()) as { resealed: number; failed: string[]; next: string | null };
    total += page.resealed;
    failed.push(...page.failed);
    after = page.next;
  }
  console.log(
    `${stage}: ${total} resealed${failed.length > 0 ? `, ${failed.length} FAILED: ${failed.join(", ")}` : ""}`,
  );
  failures += failed.length;
}
if (failures > 0) {
  console.error(
    "Keep the old key: what failed can only be read with it. Run this again; what stays was sealed by a key that is gone.",
  );
  process.exit(1);
}
