/** A view as a feed keeps it, and what leads from one to the next. Pure. */
export type Fields = Record<string, unknown>;

export interface FeedView {
  /** All but the list. */
  fields: Fields;
  /** The list, by its entries' ids. */
  entries: Map<string, Fields>;
}

export interface ViewChange {
  /** Those that differ. */
  fields: Fields;
  changed: Fields[];
  removed: string[];
}

/** What the list of a view is called, and its entries' ids. */
export interface ViewShape {
  list: string;
  id: string;
}

export function toView(answer: Fields, { list, id }: ViewShape): FeedView {
  const { [list]: entries, ...fields } = answer;
  return { fields, entries: new Map((entries as Fields[]).map((entry) => [String(entry[id]), entry])) };
}

/** Null when both are the same. */
export function compareViews(before: FeedView, after: FeedView): ViewChange | null {
  const fields = Object.fromEntries(
    Object.entries(after.fields).filter(([name, value]) => !isSame(before.fields[name], value)),
  );
  const changed = [...after.entries].filter(([id, entry]) => !isSame(before.entries.get(id), entry));
  const removed = [...before.entries.keys()].filter((id) => !after.entries.has(id));
  const isChanged = Object.keys(fields).length + changed.length + removed.length > 0;
  return isChanged ? { fields, changed: changed.map(([, entry]) => entry), removed } : null;
}

/** Both come from the same serializer, so that equal values read alike. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
