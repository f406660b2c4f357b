/** Money is integer cents inside and a decimal string with two places outside. */

/** Cents of a decimal such as "12.5", "12.50" or 12.5; null when it is no amount of whole cents from 0 up. */
export function parseMoney(value: string | number): number | null {
  const text = typeof value === "number" ? String(value) : value.trim();
  const match = /^(\d{1,10})(?:\.(\d{1,2})0*)?$/.exec(text);
  return match ? Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")) : null;
}

export function formatMoney(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
}
