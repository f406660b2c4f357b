import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import { DEFAULT_COUNTRY } from "../config";

/** A phone number in E.164, such as +27123456789; null when it can be none. */
export function normalisePhone(text: string): string | null {
  const number = parsePhoneNumberFromString(text, DEFAULT_COUNTRY);
  return number?.isPossible() ? number.number : null;
}
