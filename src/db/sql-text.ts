/** Pieces of statements that are written out. Of words and conditions of our own only: nothing is escaped here. */

/** `'a', 'b'`, for `IN`. */
export const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(", ");

/** A condition as `true` or `false` in JSON, where SQLite itself would write 1 or 0. */
export const truth = (condition: string): string => `json(iif(${condition}, 'true', 'false'))`;
