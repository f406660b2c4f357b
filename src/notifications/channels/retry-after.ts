const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
/** A provider that asks for longer has made a mistake; the usual waits serve better. */
const MAX_SECONDS = 24 * 3_600;

/**
 * Seconds that a `Retry-After` header asks to wait (RFC 9110 section 10.2.3: seconds or a date); null when it says nothing
 * of use. `clock` is the true time in epoch milliseconds.
 */
export function retryAfterSeconds(header: string | null, clock: number): number | null {
  const text = header?.trim() ?? "";
  const isDate = HTTP_DATE.test(text);
  if (!isDate && !/^\d{1,9}$/.test(text)) return null;
  const seconds = isDate ? Math.ceil((Date.parse(text) - clock) / 1_000) : Number(text);
  return seconds >= 0 && seconds <= MAX_SECONDS ? seconds : null;
}
