/** The accounts that a local server offers; a deployed one offers none (`scripts/build-assets.ts`). */
import type { Role } from "../../domain/vocabulary";

export interface Account {
  role: Role;
  name: string;
  token: string;
}

export async function loadAccounts(): Promise<Account[]> {
  const response = await fetch("/accounts.json").catch(() => null);
  return response?.ok ? response.json() : [];
}
