/** Instants as people of a language and region read them, on the wall clock of the business. */
import { DEFAULT_COUNTRY, DEFAULT_TIMEZONE } from "../../config";
import { type EpochMs, isTimeZone } from "../../domain/time";

type Stretch = { startsAt: EpochMs; endsAt: EpochMs };

export interface Clock {
  /** Such as "Friday, 26 June, 17:00". */
  moment(at: EpochMs): string;
  /** Such as "Friday, 26 June, 17:00-17:25". */
  window(stretch: Stretch): string;
  /** The same with short names. */
  shortMoment(at: EpochMs): string;
  shortWindow(stretch: Stretch): string;
}

/** `region` decides between 17:00 and 5:00 PM, and whether the day or the month comes first. */
export function clockOf(timezone: string, language: string, region: string = DEFAULT_COUNTRY): Clock {
  const locale = new Intl.Locale(language, { region });
  const timeZone = isTimeZone(timezone) ? timezone : DEFAULT_TIMEZONE;
  const formatter = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, ...options });
    return (at: EpochMs) => format.format(at);
  };
  const day = formatter({ weekday: "long", day: "numeric", month: "long" });
  const shortDay = formatter({ weekday: "short", day: "numeric", month: "short" });
  const time = formatter({ timeStyle: "short" });
  const window = ({ startsAt, endsAt }: Stretch) => `${time(startsAt)}-${time(endsAt)}`;
  return {
    moment: (at) => `${day(at)}, ${time(at)}`,
    window: (stretch) => `${day(stretch.startsAt)}, ${window(stretch)}`,
    shortMoment: (at) => `${shortDay(at)}, ${time(at)}`,
    shortWindow: (stretch) => `${shortDay(stretch.startsAt)}, ${window(stretch)}`,
  };
}
