/** Text for where room is dear: a text message is 160 characters, but 70 as soon as one is outside its alphabet (GSM-7). */

const PICTURES =
  /(?:\p{Extended_Pictographic}|\p{Regional_Indicator})(?:\p{M}|\u200d|\p{Emoji_Modifier}|\p{Extended_Pictographic}|\p{Regional_Indicator})*/gu;
const TYPOGRAPHY: readonly [RegExp, string][] = [
  [/[‘’‚‛′`]/g, "'"],
  [/[“”„‟″«»]/g, '"'],
  [/[‐‑‒–—―−]/g, "-"],
  [/…/g, "..."],
  [PICTURES, ""],
];

/** Letters with marks that are in the alphabet of text messages. */
const GSM_LETTERS = "èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà";

/** Without typographic quotes, dashes and pictures, and without marks on Latin letters that would make the message dearer. */
export function plain(text: string): string {
  const typed = TYPOGRAPHY.reduce((plainer, [from, to]) => plainer.replace(from, to), text.normalize("NFC"));
  return typed
    .replace(/\p{Script=Latin}/gu, (letter) =>
      GSM_LETTERS.includes(letter) ? letter : letter.normalize("NFD").replace(/\p{M}/gu, ""),
    )
    .replace(/\s+/g, " ")
    .trim();
}

/** Text of one line that cannot reorder what stands around it. */
export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\s\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .trim();

/** At most `max` characters; a cut shows. */
export function cut(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max
    ? text
    : `${characters
        .slice(0, max - 3)
        .join("")
        .trimEnd()}...`;
}
