import type { NotificationFacts } from "../message";
import type { Clock } from "./clock";

/** A notification in one language, in plain words; `render.ts` makes text and HTML of them. */
export interface Words {
  subject: string;
  greeting: string;
  paragraphs: string[];
  /** What is looked for at a glance: when, where, the code. */
  details: { label: string; text: string }[];
  /** What follows the details. */
  closing: string[];
  /** Everything that matters in about 160 characters; understood without the subject. */
  short: string;
}

export interface Template {
  /** The language as BCP 47 has it. */
  language: string;
  write(facts: NotificationFacts, clock: Clock): Words;
}
