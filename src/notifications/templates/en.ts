import type { Canceller, NotificationType } from "../../domain/vocabulary";
import type { NotificationFacts } from "../message";
import type { Clock } from "./clock";
import type { Template, Words } from "./template";

export const en: Template = {
  language: "en",
  write: (facts, clock) => ({
    greeting: facts.recipientName ? `Hello ${facts.recipientName},` : "Hello,",
    ...WRITERS[facts.type](phrasesOf(facts, clock), facts),
  }),
};

type Writer = (phrases: Phrases, facts: NotificationFacts) => Omit<Words, "greeting">;
type Phrases = ReturnType<typeof phrasesOf>;
type Details = Words["details"];

/** Parts of sentences. Each is "" where its fact is missing, so that the sentence reads well without it. */
function phrasesOf({ business, listing, location, slot, pickup, bookBy }: NotificationFacts, clock: Clock) {
  const food = listing?.name ?? "";
  const counted = food && pickup ? `${pickup.quantity} x ${food}` : food;
  const order = detail("Order", counted);
  const time = detail("When", slot ? clock.window(slot) : "");
  const place = [
    ...detail("Where", listed(business.name, location?.name, location?.address)),
    ...detail("Instructions", location?.instructions),
  ];
  const code = detail("Confirmation code", pickup?.confirmationCode);
  return {
    food,
    counted,
    business: business.name,
    at: business.name && ` at ${business.name}`,
    by: business.name || "The business",
    on: slot ? ` on ${clock.window(slot)}` : "",
    from: slot ? ` on ${clock.moment(slot.startsAt)}` : "",
    shortTime: slot ? clock.shortWindow(slot) : "",
    shortPlace: location?.name ?? "",
    code: pickup?.confirmationCode ? ` Code ${pickup.confirmationCode}.` : "",
    bookBy: bookBy === null ? "" : clock.moment(bookBy),
    shortBookBy: bookBy === null ? "" : clock.shortMoment(bookBy),
    cancelBy: pickup?.cancelBy ? clock.moment(pickup.cancelBy) : "",
    details: { order, time, place, code, all: [...order, ...time, ...place, ...code] },
    questions: business.phone ? [`Questions? Call ${business.name || "the business"} on ${business.phone}.`] : [],
  };
}

const detail = (label: string, text: string | undefined): Details => (text ? [{ label, text }] : []);
const listed = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(", ");

const reminder =
  (within: string): Writer =>
  ({ at, from, food, business, shortTime, shortPlace, code, details, questions }) => ({
    subject: `Reminder: your pickup${at}${from}`,
    paragraphs: [`Your pickup${at} starts within ${within}.`],
    details: details.all,
    closing: ["Please show your confirmation code or its QR code at the counter.", ...questions],
    short: `Pickup within ${within}: ${listed(food, business, shortTime, shortPlace) || "see your bookings"}.${code}`,
  });

const WRITERS: Record<NotificationType, Writer> = {
  schedule_pickup: ({ food, at, details, questions }) => {
    const message = `Your order is confirmed! Please schedule a pickup time for ${food || "it"}.`;
    return {
      subject: "Schedule Your Pickup",
      paragraphs: [message],
      details: details.place,
      closing: [`Your food is kept for you${at} at the time you choose.`, ...questions],
      short: message,
    };
  },

  schedule_last_call: ({ food, at, bookBy, shortBookBy, details, questions }) => ({
    subject: "Last call: schedule your pickup",
    paragraphs: [
      `Your order${at} has no pickup time yet.`,
      bookBy ? `The last one can be booked until ${bookBy}.` : "The last ones can be booked now.",
    ],
    details: [...details.order, ...details.place],
    closing: questions,
    short: `Last call: book a pickup time for ${food || "your order"}${at}${shortBookBy && ` by ${shortBookBy}`}.`,
  }),

  pickup_booked: ({ at, on, food, business, shortTime, code, cancelBy, details, questions }) => ({
    subject: `Your pickup${at} is booked${on && `:${on.slice(" on".length)}`}`,
    paragraphs: [`Your pickup${at} is booked.`],
    details: details.all,
    closing: [
      "Please show your confirmation code or its QR code at the counter.",
      ...(cancelBy ? [`You can cancel until ${cancelBy}.`] : []),
      ...questions,
    ],
    short: `Pickup booked: ${listed(food, business, shortTime) || "see your bookings"}.${code}`,
  }),

  reminder_1_hour: reminder("the hour"),
  reminder_30_minutes: reminder("half an hour"),

  pickup_cancelled: ({ at, by, on, food, business, shortTime, details, questions }, { pickup }) => {
    const canceller = pickup?.cancelledBy ?? null;
    const refund = refundOf(canceller, pickup?.isRefundEligible ?? null);
    const again = canceller === "order" ? [] : ["You can book another pickup time for this order."];
    return {
      subject: `Your pickup${at} is cancelled`,
      paragraphs: [cancelled(canceller, by, `your pickup${on}`)],
      details: [...details.order, ...details.time, ...details.place],
      closing: [...refund, ...again, ...questions],
      short: [
        `Pickup cancelled: ${listed(food, business, shortTime) || "see your bookings"}.`,
        ...refund,
        ...(again.length > 0 ? ["You can book another time."] : []),
      ].join(" "),
    };
  },

  pickup_missed: ({ at, on, food, business, shortTime, details, questions }) => ({
    subject: `You missed your pickup${at}`,
    paragraphs: [`Your pickup${at}${on} was not collected.`],
    details: [...details.order, ...details.place],
    closing: [
      "You can book another pickup time for this order while there are any.",
      "If you did collect it, please tell the business today.",
      ...questions,
    ],
    short: `Pickup missed: ${listed(food, business, shortTime) || "see your bookings"}. You can book another time.`,
  }),

  pickup_completed: ({ at, food, counted, details }) => ({
    subject: `Thank you for your pickup${at}`,
    paragraphs: [`You have collected ${counted || "your order"}${at}. Thank you for keeping good food from waste.`],
    details: details.time,
    closing: [],
    short: `You have collected ${food || "your order"}${at}. Thank you for keeping good food from waste.`,
  }),

  customer_cancelled: ({ on, counted, shortTime, details }, { pickup }) => {
    const reason =
      pickup?.cancelledBy === "order"
        ? "An order was cancelled, and its pickup with it"
        : "A customer has cancelled a pickup";
    return {
      subject: `Pickup cancelled${on && `:${on.slice(" on".length)}`}`,
      paragraphs: [`${reason}. Others can book its place.`],
      details: [...details.order, ...details.time, ...details.place, ...details.code],
      closing: [],
      short: `${reason}${shortTime || counted ? ": " : ""}${listed(counted, shortTime)}. Others can book its place.`,
    };
  },

  listing_unscheduled: ({ food }) => {
    const name = food || "a listing";
    const advice = "Please give it a schedule at another time or location.";
    return {
      subject: `No pickup times for ${name}`,
      paragraphs: [`The pickup window of ${name} fits none of your locations, so nobody can book it.`, advice],
      details: [],
      closing: [],
      short: `No pickup times for ${name}: its window fits none of your locations. ${advice}`,
    };
  },

  alert: ({ on, shortTime, details }) => ({
    subject: `Please check your slot${on}`,
    paragraphs: [
      "A booking that had been lost was put back into its slot.",
      "All bookings of the slot stand, so it may hold more pickups than it has places for.",
    ],
    details: [...details.time, ...details.place],
    closing: ["Please see that there is enough for everyone who comes."],
    short: `A lost booking was put back into its slot${shortTime && ` (${shortTime})`}. The slot may hold more than its capacity.`,
  }),
};

function cancelled(by: Canceller | null, business: string, pickup: string): string {
  const capital = pickup.charAt(0).toUpperCase() + pickup.slice(1);
  switch (by) {
    case "customer":
      return `You have cancelled ${pickup}.`;
    case "business":
      return `${business} has cancelled ${pickup}.`;
    case "admin":
      return `Our support has cancelled ${pickup}.`;
    case "order":
      return `Your order was cancelled, and with it ${pickup}.`;
    case "system":
    case null:
      return `${capital} was cancelled.`;
  }
}

/** Money of a cancelled order is told of by whoever cancelled the order. */
function refundOf(by: Canceller | null, isEligible: boolean | null): string[] {
  if (isEligible === null || by === "order") return [];
  return [isEligible ? "You are eligible for a refund." : "No refund is due."];
}
