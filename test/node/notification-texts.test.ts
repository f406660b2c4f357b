import { describe, expect, it } from "vitest";
import { CANCELLERS, NOTIFICATION_TYPES, type NotificationType } from "../../src/domain/vocabulary";
import { composeMessage } from "../../src/notifications/compose";
import type { Message, NotificationFacts } from "../../src/notifications/message";

const at = (instant: string) => Date.parse(instant);

const FULL: Omit<NotificationFacts, "type"> = {
  recipientName: "Jane Smith",
  business: { name: "Mario's Restaurant", phone: "+27123456789", timezone: "Africa/Johannesburg" },
  listing: { name: "Margherita Pizza" },
  location: { name: "Main Counter", address: "123 Main Street, Pretoria", instructions: "Enter through main entrance" },
  slot: { startsAt: at("2026-06-26T15:00:00Z"), endsAt: at("2026-06-26T15:25:00Z") },
  pickup: {
    confirmationCode: "ABC234",
    quantity: 2,
    cancelledBy: "business",
    isRefundEligible: true,
    cancelBy: at("2026-06-26T14:00:00Z"),
  },
  bookBy: at("2026-06-26T14:30:00Z"),
};

const BARE: Omit<NotificationFacts, "type"> = {
  recipientName: "",
  business: { name: "", phone: "", timezone: "" },
  listing: null,
  location: null,
  slot: null,
  pickup: null,
  bookBy: null,
};

const compose = (type: NotificationType, facts: Partial<NotificationFacts> = {}, locale: string | null = null) =>
  composeMessage({ ...FULL, ...facts, type }, locale);

const pickupWith = (facts: Partial<NonNullable<NotificationFacts["pickup"]>>) => ({
  pickup: FULL.pickup && { ...FULL.pickup, ...facts },
});

const readable = (html: string) =>
  html
    .replace(/<[^>]+>/g, " ")
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
const wordsOf = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];

function expectReadable({ subject, text, html, short }: Message): void {
  for (const part of [subject, text, html, short]) {
    expect(part).not.toMatch(/null|undefined|NaN|Invalid|\[object/);
    expect(part).not.toMatch(/ {2}| [,.:]|\.\.|,,|:\.|: *$|\( *\)/m);
    expect(part.trim()).toBe(part);
    expect(part).not.toBe("");
  }
  expect(subject).not.toMatch(/[\r\n]/);
  expect(short.length).toBeLessThanOrEqual(160);
  expect(wordsOf(readable(html)), "HTML says what the text says").toEqual(wordsOf(text));
}

describe.each(NOTIFICATION_TYPES)("%s", (type) => {
  it("reads well with all facts, in 160 plain characters too", () => {
    const message = compose(type);
    expectReadable(message);
    expect(message.short).toMatch(/^[\x20-\x7e]+$/);
  });

  it("reads well with no facts, and with each of them missing", () => {
    expectReadable(composeMessage({ ...BARE, type }, null));
    for (const fact of Object.keys(BARE)) {
      expectReadable(compose(type, { [fact]: BARE[fact as keyof typeof BARE] }));
    }
    expectReadable(compose(type, { business: { name: "", phone: "+27123456789", timezone: "nowhere" } }));
    expectReadable(compose(type, { location: { name: "Main Counter", address: "", instructions: "" } }));
    expectReadable(compose(type, pickupWith({ cancelBy: null, cancelledBy: null, isRefundEligible: null })));
  });

  it("reads well whoever cancelled, with money back or without", () => {
    for (const cancelledBy of CANCELLERS) {
      for (const isRefundEligible of [true, false, null]) {
        expectReadable(compose(type, pickupWith({ cancelledBy, isRefundEligible })));
      }
    }
  });

  it("cuts long names where room is dear", () => {
    const long = "Wholegrain Sourdough Bread of Yesterday ".repeat(3).trim();
    const message = compose(type, {
      business: { name: long, phone: "+27123456789", timezone: "Africa/Johannesburg" },
      listing: { name: long },
      location: { name: long, address: long, instructions: long.repeat(8) },
    });
    expect(message.short.length).toBeLessThanOrEqual(160);
    expect(message.short).not.toContain(long);
    expect(message.subject.length).toBeLessThanOrEqual(200);
    if (message.text.includes("Instructions")) expect(message.text).toContain(`Instructions: ${long.repeat(8)}`);
  });

  it("shows markup in names as text, and lets no name break a line", () => {
    const evil = `<script>alert("1")</script> & 'x'\r\nBcc: a@example.com\u202e`;
    const message = compose(type, {
      recipientName: evil,
      business: { name: evil, phone: evil, timezone: "Africa/Johannesburg" },
      listing: { name: evil },
      location: { name: evil, address: evil, instructions: evil },
    });
    expect(message.html).not.toMatch(/<script|alert\("|'x'/);
    expect(message.html).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39; Bcc:");
    for (const part of Object.values(message)) expect(part).not.toContain("\u202e");
    expect(message.subject + message.short).not.toMatch(/[\r\n]/);
    expect(message.text).not.toMatch(/^Bcc/m);
  });
});

describe("what customers are told", () => {
  const essentials = ["Margherita Pizza", "2 x", "Friday, 26 June, 17:00-17:25", "Mario's Restaurant", "Main Counter"];
  const place = ["123 Main Street, Pretoria", "Enter through main entrance"];

  it.each(["pickup_booked", "reminder_1_hour", "reminder_30_minutes"] as const)(
    "holds all that is needed at the counter: %s",
    (type) => {
      const { text, short } = compose(type);
      for (const fact of [...essentials, ...place, "ABC234"]) expect(text).toContain(fact);
      for (const fact of ["Margherita Pizza", "26 Jun, 17:00-17:25", "Code ABC234"]) expect(short).toContain(fact);
    },
  );

  it("is the contract's word where an order waits for a pickup", () => {
    const message = "Your order is confirmed! Please schedule a pickup time for Margherita Pizza.";
    const { subject, text, short } = compose("schedule_pickup");
    expect({ subject, short }).toEqual({ subject: "Schedule Your Pickup", short: message });
    expect(text).toContain(message);
  });

  it("says until when the last pickup time can be booked", () => {
    const { text, short } = compose("schedule_last_call");
    expect(text).toContain("until Friday, 26 June, 16:30");
    expect(short).toContain("by Fri, 26 Jun, 16:30");
  });

  it("says how long a booking can be cancelled, where it can", () => {
    expect(compose("pickup_booked").text).toContain("You can cancel until Friday, 26 June, 16:00.");
    expect(compose("pickup_booked", pickupWith({ cancelBy: null })).text).not.toContain("cancel");
  });

  it.each([
    ["customer", "You have cancelled your pickup"],
    ["business", "Mario's Restaurant has cancelled your pickup"],
    ["admin", "Our support has cancelled your pickup"],
    ["order", "Your order was cancelled, and with it your pickup"],
    ["system", "Your pickup on Friday, 26 June, 17:00-17:25 was cancelled"],
  ] as const)("says that the %s cancelled", (cancelledBy, words) => {
    expect(compose("pickup_cancelled", pickupWith({ cancelledBy })).text).toContain(words);
  });

  it("says whether money comes back, and whether the order can be booked again", () => {
    const of = (facts: Parameters<typeof pickupWith>[0]) => compose("pickup_cancelled", pickupWith(facts));
    for (const part of ["text", "short"] as const) {
      expect(of({ isRefundEligible: true })[part]).toContain("You are eligible for a refund.");
      expect(of({ isRefundEligible: false })[part]).toContain("No refund is due.");
      expect(of({ isRefundEligible: null })[part]).not.toContain("refund");
      expect(of({ cancelledBy: "customer" })[part]).toContain("You can book another");
      expect(of({ cancelledBy: "order", isRefundEligible: true })[part]).not.toMatch(/refund|book another/);
    }
  });

  it("is said to a business in its own words", () => {
    expect(compose("customer_cancelled").text).toContain("A customer has cancelled a pickup.");
    expect(compose("customer_cancelled", pickupWith({ cancelledBy: "order" })).text).toContain(
      "An order was cancelled",
    );
    expect(compose("listing_unscheduled").short).toContain("No pickup times for Margherita Pizza");
    expect(compose("alert").text).toContain("may hold more pickups than it has places for");
  });
});

describe("times", () => {
  const slotAt = (startsAt: string, endsAt: string, timezone: string) => ({
    business: { name: "Mario's", phone: "", timezone },
    slot: { startsAt: at(startsAt), endsAt: at(endsAt) },
  });
  const when = (facts: Partial<NotificationFacts>, locale: string | null = null) =>
    /When: (.*)/.exec(compose("reminder_1_hour", facts, locale).text)?.[1];

  it.each([
    ["just after midnight", "2026-06-25T22:30:00Z", "2026-06-25T22:55:00Z", "Friday, 26 June, 00:30-00:55"],
    ["just before midnight", "2026-06-26T21:30:00Z", "2026-06-26T22:00:00Z", "Friday, 26 June, 23:30-00:00"],
    ["at noon", "2026-06-26T10:00:00Z", "2026-06-26T10:25:00Z", "Friday, 26 June, 12:00-12:25"],
  ])("are those of Johannesburg %s", (_, startsAt, endsAt, expected) => {
    expect(when(slotAt(startsAt, endsAt, "Africa/Johannesburg"))).toBe(expected);
  });

  it.each([
    [
      "before London's clocks go forward",
      "2026-03-29T00:30:00Z",
      "2026-03-29T00:55:00Z",
      "Sunday 29 March, 00:30-00:55",
    ],
    ["while they do", "2026-03-29T00:45:00Z", "2026-03-29T01:10:00Z", "Sunday 29 March, 00:45-02:10"],
    ["after", "2026-03-29T16:00:00Z", "2026-03-29T16:25:00Z", "Sunday 29 March, 17:00-17:25"],
    ["before they go back", "2026-10-25T00:30:00Z", "2026-10-25T00:55:00Z", "Sunday 25 October, 01:30-01:55"],
    ["in the hour that comes twice", "2026-10-25T01:30:00Z", "2026-10-25T01:55:00Z", "Sunday 25 October, 01:30-01:55"],
    ["after that", "2026-10-25T17:00:00Z", "2026-10-25T17:25:00Z", "Sunday 25 October, 17:00-17:25"],
    ["on the day before", "2026-10-24T22:59:00Z", "2026-10-24T23:00:00Z", "Saturday 24 October, 23:59-00:00"],
  ])("are right %s", (_, startsAt, endsAt, expected) => {
    expect(when(slotAt(startsAt, endsAt, "Europe/London"), "en-GB")).toBe(expected);
  });

  it("are those of the business, wherever its customer is from", () => {
    expect(compose("pickup_booked", {}, "en-US").subject).toContain("Friday, June 26, 5:00 PM-5:25 PM");
    expect(compose("pickup_booked", {}, "en-US").short).toMatch(/^[\x20-\x7e]+$/);
    expect(when({}, "en_US")).toBe("Friday, June 26, 5:00 PM-5:25 PM");
    expect(when({}, "en-GB")).toBe("Friday 26 June, 17:00-17:25");
    expect(when({}, "de-US")).toBe("Friday, June 26, 5:00 PM-5:25 PM");
  });

  it.each([null, "", "en", "zu-ZA", "english", "en_US.UTF-8", "!", "x".repeat(200), "constructor", "en-"])(
    "are written the South African way for the locale %j",
    (locale) => {
      expect(when({}, locale)).toBe("Friday, 26 June, 17:00-17:25");
    },
  );

  it.each(["", "nowhere", "+02:00", "Africa/Pretoria"])("fall back from the zone %j", (timezone) => {
    expect(when({ business: { name: "Mario's", phone: "", timezone } })).toBe("Friday, 26 June, 17:00-17:25");
  });
});

describe("the short form", () => {
  const shortFor = (name: string) => compose("pickup_booked", { listing: { name } }).short;

  it("keeps to the alphabet of text messages where it can", () => {
    expect(shortFor("“Jan’s” crêpes – très bon…")).toContain(`"Jan's" crepes - très bon...`);
    expect(shortFor("Fish 🐟 & chips 🍟👍🏽 🇿🇦 !")).toContain("Fish & chips !");
    expect(shortFor("Vetkoek ë ô")).toContain("Vetkoek e o");
  });

  it.each(["pickup_booked", "reminder_1_hour"] as const)("loses no time and no code to long names: %s", (type) => {
    const name = "Wholegrain Sourdough Bread of Yesterday ".repeat(3).trim();
    const { short } = compose(type, {
      business: { name, phone: "", timezone: "Africa/Johannesburg" },
      listing: { name },
      location: { name, address: name, instructions: name },
    });
    expect(short).toContain("Wholegrain");
    expect(short).toMatch(/Fri, 26 Jun, 17:00-17:25.* Code ABC234\.$/);
  });

  it("leaves out a name that is nothing but pictures", () => {
    expect(shortFor("🍕🍕")).toBe("Pickup booked: Mario's Restaurant, Fri, 26 Jun, 17:00-17:25. Code ABC234.");
  });

  it("keeps other scripts as they are", () => {
    expect(shortFor("नान और दाल")).toContain("नान और दाल");
  });

  it("does not break a character in two", () => {
    expect(shortFor("𝒫".repeat(200)).isWellFormed()).toBe(true);
  });
});
