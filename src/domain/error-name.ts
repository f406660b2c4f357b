/** What a log may say of an error: its message can carry the values of a statement. */
export const errorName = (error: unknown): string => (error instanceof Error ? error.name : "unknown");
