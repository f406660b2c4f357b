import { expect, it } from "vitest";
import { composeMessage } from "../../src/notifications/compose";

it("writes times on the Worker's runtime as everywhere else", () => {
  const write = (locale: string | null, timezone: string, startsAt: string) =>
    composeMessage(
      {
        type: "reminder_1_hour",
        recipientName: "",
        business: { name: "", phone: "", timezone },
        listing: null,
        location: null,
        slot: { startsAt: Date.parse(startsAt), endsAt: Date.parse(startsAt) + 25 * 60_000 },
        pickup: null,
        bookBy: null,
      },
      locale,
    ).text;
  expect(write(null, "Africa/Johannesburg", "2026-06-25T22:30:00Z")).toContain("When: Friday, 26 June, 00:30-00:55");
  expect(write("en-US", "Africa/Johannesburg", "2026-06-26T15:00:00Z")).toContain(
    "When: Friday, June 26, 5:00 PM-5:25 PM",
  );
  expect(write("en-GB", "Europe/London", "2026-03-29T01:00:00Z")).toContain("When: Sunday 29 March, 02:00-02:25");
  expect(write("en-GB", "Europe/London", "2026-10-25T01:30:00Z")).toContain("When: Sunday 25 October, 01:30-01:55");
});
