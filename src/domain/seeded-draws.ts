/** Chance that is the same every time it is asked for. */

/** FNV-1a. */
export const seedOf = (text: string): number =>
  [...text].reduce((hash, char) => Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0, 0x811c9dc5);

/** Mulberry32: good enough for a queue or a search, and quick. Whole numbers of 32 bits. */
function wholeDraws(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Draws from 0 up to 1: times a length, the index of something. */
export function drawsFrom(seed: number): () => number {
  const draw = wholeDraws(seed);
  return () => draw() / 2 ** 32;
}

/** Draws between 0 and 1, both left out: a chance that a quantile can be taken of. */
export function chancesFrom(seed: number): () => number {
  const draw = wholeDraws(seed);
  return () => (draw() + 0.5) / 2 ** 32;
}
