import type { Role } from "../domain/vocabulary";

/** Who calls, as the token says. A provider acts for one business. */
export type Principal =
  | { userId: string; role: Exclude<Role, "provider">; businessId: null }
  | { userId: string; role: "provider"; businessId: string };
