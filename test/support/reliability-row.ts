/** The rows of README's reliability table, as the commands print them: one form, so that they can be put there unread. */

export interface ReliabilityRow {
  faults: string;
  /** What to type to see it again. */
  command: string;
  /** How often, and what came of it. */
  printed: string;
  passed: number;
  failed: number;
}

export const reliabilityRow = ({ faults, command, printed, passed, failed }: ReliabilityRow): string =>
  `| ${faults} | \`${command}\` | ${printed}; ${passed} passed, ${failed} failed |`;

/** `npm run name -- --flag value …`, of the flags that matter. */
export function commandLine(script: string, flags: Record<string, string | number | null>): string {
  const given = Object.entries(flags).filter(([, value]) => value !== null);
  return [
    `npm run ${script}`,
    ...(given.length > 0 ? ["--"] : []),
    ...given.map(([name, value]) => `--${name} ${value}`),
  ].join(" ");
}
