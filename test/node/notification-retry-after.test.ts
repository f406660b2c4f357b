import { describe, expect, it } from "vitest";
import { retryAfterSeconds } from "../../src/notifications/channels/retry-after";

const clock = Date.parse("2026-06-26T15:00:00Z");

describe("how long a provider asks to wait", () => {
  it.each([
    ["0", 0],
    ["120", 120],
    [" 120 ", 120],
    ["86400", 86_400],
    ["Fri, 26 Jun 2026 15:00:30 GMT", 30],
    ["Fri, 26 Jun 2026 15:00:00 GMT", 0],
    ["Sat, 27 Jun 2026 15:00:00 GMT", 86_400],
  ])("reads %j as %i seconds", (header, seconds) => {
    expect(retryAfterSeconds(header, clock)).toBe(seconds);
  });

  it.each([
    null,
    "",
    "soon",
    "-5",
    "1.5",
    "1e3",
    "0x10",
    "86401",
    "9999999999",
    "5, 10",
    "2026-06-26T15:00:30Z",
    "Fri, 26 Jun 2026 14:59:00 GMT",
    "Fri, 26 Jun 2027 15:00:00 GMT",
    "Fri, 99 Xyz 2026 15:00:00 GMT",
  ])("makes nothing of %j", (header) => {
    expect(retryAfterSeconds(header, clock)).toBeNull();
  });
});
