/** `npm run reseal -- --url URL [--token JWT]`: moves every sealed text to the current encryption key, then says so. */
import { parseArgs } from "node:util";
import { ACCOUNTS } from "./demo.ts";
import { makeToken } from "./tokens.ts";

const STAGES = ["users", "pickups", "dead_letters"];

const { values } = parseArgs({
  options: { url: { type: "string", default: "http://localhost:8787" }, token: { type: "string" } },
});
const token = values.token ?? (await makeToken("admin", ACCOUNTS.admin.sub));

for (const stage of STAGES) {
  let total = 0;
  for (let after: string | null = ""; after !== null; ) {
    const response = await fetch(new URL("/api/scheduling/admin/reseal/", values.url), {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ stage, ...(after && { after }) }),
    });
    if (!response.ok) throw new Error(`${stage} answered ${response.status}: ${await response.text()}`);
    const page = (await response.json()) as { resealed: number; next: string | null };
    total += page.resealed;
    after = page.next;
  }
  console.log(`${stage}: ${total} resealed`);
}
