/** What must not be in a server's log: words planted for the purpose, and whatever opens doors. */

/** As they are written down, before anyone has cut or counted them. */
const TOKENS: Record<string, RegExp> = {
  "a token": /eyJ[\w-]{10,}\.[\w-]+/,
  "a QR token": /SNB1\.\w+\.[\w-]+/,
  "a webhook's secret": /whsec_[\w+/=]{8,}/,
};
const WORD = /[\w-]{6,}/g;
/** The development server's own line for each request, with its path: none of the Worker's, and none of a deployment. */
const isOfDevServer = (line: string) => !line.startsWith("{") && line.includes("[wrangler:");
const SHOWN = 200;

/** Each leak once, with the line that shows it. `planted` holds words of at least 6 letters, digits, `-` and `_`. */
export function leaksIn(log: string, planted: Iterable<string>): string[] {
  const forbidden = new Set(planted);
  const found = new Map<string, string>();
  for (const line of log.split("\n")) {
    if (isOfDevServer(line)) continue;
    for (const [name, pattern] of Object.entries(TOKENS)) if (pattern.test(line)) found.set(name, line);
    for (const [word] of line.matchAll(WORD)) if (forbidden.has(word)) found.set(word, line);
  }
  return [...found].map(([what, line]) => `${what} in the log: ${line.slice(0, SHOWN)}`);
}

/** The same of a server's whole log, which must hold what it does for each request: an empty one would prove nothing. */
export const leaksOfServer = (log: string, planted: Iterable<string>): string[] =>
  log.includes('"event":"request"') ? leaksIn(log, planted) : ["no request is in the log"];
