import type { Pickup } from "./answers";
import type { JustBooked } from "./just-booked";
import { PlaceLink } from "./place-parts";
import { countInWords, momentInWords } from "./words";

/** What the booking's answer promised: how its customer hears of it. */
export function BookedNotice({ news, pickup }: { news: JustBooked; pickup: Pickup }) {
  const { reminders, warnings } = news.booked;
  const at = (instant: string) => momentInWords(instant, pickup.business.timezone, pickup.scheduled_date);
  const told = [
    reminders.email_sent && "A confirmation goes to your e-mail.",
    reminders.sms_scheduled && `A text message reminds you at ${at(reminders.sms_scheduled)}.`,
    reminders.push_notification_scheduled &&
      `This browser reminds you at ${at(reminders.push_notification_scheduled)}.`,
  ].filter(Boolean);
  return (
    <div role="status" class="notice good">
      <p>{told.length > 0 ? told.join(" ") : "No reminder is sent: put the pickup into your calendar."}</p>
      {warnings.map((warning) => (
        <p key={warning}>{warning}.</p>
      ))}
      {news.left > 0 && (
        <PlaceLink to={{ view: "order", id: news.orderId }}>
          {countInWords(news.left, "more thing")} of this order to book
        </PlaceLink>
      )}
    </div>
  );
}
