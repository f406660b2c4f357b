/** `npm run --silent token -- <user_type> [--sub ID] [--business ID]`: prints a JWT for local use. */
import { parseArgs } from "node:util";
import { ACCOUNTS } from "./demo.ts";
import { makeToken, ROLES, type Role } from "./tokens.ts";

const { values, positionals } = parseArgs({
  options: { sub: { type: "string" }, business: { type: "string" } },
  allowPositionals: true,
});
const role = positionals[0] as Role;
if (!ROLES.includes(role) || positionals.length !== 1) {
  console.error(`usage: npm run --silent token -- <${ROLES.join("|")}> [--sub ID] [--business ID]`);
  process.exit(2);
}
const account = ACCOUNTS[role];
const businessId = role === "provider" ? (values.business ?? account.businessId) : undefined;
console.log(await makeToken(role, values.sub ?? account.sub, businessId));
