/** From the facts of a notification to its words, in the language of the person addressed. */

import type { Message, NotificationFacts } from "./message";
import { renderHtml, renderText } from "./render";
import { cut, oneLine, plain } from "./short-text";
import { clockOf } from "./templates/clock";
import { en } from "./templates/en";
import type { Template } from "./templates/template";

/** Every language, by its code: a further one is a file beside `en.ts` and its name here. */
const TEMPLATES = new Map<string, Template>([en].map((template) => [template.language, template]));

const SUBJECT_NAME_LENGTH = 60;
const SHORT_LENGTH = 160;
/** Lengths that names are cut to until a short form fits. */
const SHORT_NAME_LENGTHS = [60, 40, 30, 20, 14];

/** `locale` is a user's, such as `en-US`; one that is missing, malformed or of no known language means English. */
export function composeMessage(facts: NotificationFacts, locale: string | null): Message {
  const { template, region } = voiceFor(locale);
  const clock = clockOf(facts.business.timezone, template.language, region);
  const cleaned = mapNames(facts, oneLine);
  const written = (change: (name: string) => string) => template.write(mapNames(cleaned, change), clock);
  const words = written((name) => name);
  const shorts = SHORT_NAME_LENGTHS.map((max) => plain(written((name) => cut(plain(name), max)).short));
  return {
    subject: written((name) => cut(name, SUBJECT_NAME_LENGTH)).subject,
    text: renderText(words),
    html: renderHtml(words, template.language),
    short: shorts.find((short) => short.length <= SHORT_LENGTH) ?? cut(shorts.at(-1) ?? "", SHORT_LENGTH),
  };
}

function voiceFor(locale: string | null): { template: Template; region: string | undefined } {
  try {
    const { language, region } = new Intl.Locale((locale ?? "").replaceAll("_", "-"));
    return { template: TEMPLATES.get(language) ?? en, region };
  } catch {
    return { template: en, region: undefined };
  }
}

function mapNames(facts: NotificationFacts, change: (name: string) => string): NotificationFacts {
  const { business, listing, location } = facts;
  return {
    ...facts,
    recipientName: change(facts.recipientName),
    business: { ...business, name: change(business.name), phone: change(business.phone) },
    listing: listing && { name: change(listing.name) },
    location: location && {
      name: change(location.name),
      address: change(location.address),
      instructions: change(location.instructions),
    },
  };
}
