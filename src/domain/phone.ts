import { DEFAULT_COUNTRY } from "../config";

/** A phone number in E.164, such as +27123456789; null when it can be none. */
export async function normalisePhone(text: string): Promise<string | null> {
  const { parsePhoneNumberFromString } = await import("./numbering-plans"); // of all countries, for a few requests
  const number = parsePhoneNumberFromString(text, DEFAULT_COUNTRY);
  return number?.isPossible() ? number.number : null;
}
