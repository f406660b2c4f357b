/** Half up, and never to minus zero. */
export function roundTo(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor + 0;
}

export const round1 = (value: number): number => roundTo(value, 1);
