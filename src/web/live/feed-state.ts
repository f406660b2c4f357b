/** What a live feed shows, kept up by its messages. Pure: the client does the talking. */

/** The answer of `GET /live/slots/` or `GET /live/board/`. */
export type View = object;

export interface FeedState<V extends View> {
  revision: number;
  view: V;
}

export type Step<V extends View> =
  | { kind: "shown"; state: FeedState<V> }
  /** A message is missing: the feed must be asked for a snapshot. */
  | { kind: "gap" }
  /** Not news, or nothing that this client understands. */
  | { kind: "ignored" };

type Fields = Record<string, unknown>;

/** The list of each kind of view, and what its entries are known by. */
const LISTS = [
  { list: "available_slots", id: "id" },
  { list: "pickups", id: "pickup_id" },
];

export function applyMessage<V extends View>(state: FeedState<V> | null, text: string): Step<V> {
  const message = parse(text);
  if (message === null || typeof message.revision !== "number") return { kind: "ignored" };
  const { type, revision, ...rest } = message;
  if (type === "snapshot") return { kind: "shown", state: { revision, view: rest as V } };
  // Before its first snapshot, or while one is asked for, a change says nothing.
  if (type !== "change" || state === null || revision <= state.revision) return { kind: "ignored" };
  if (revision > state.revision + 1) return { kind: "gap" };
  return { kind: "shown", state: { revision, view: change(state.view, rest) } };
}

function change<V extends View>(view: V, { changed, removed, ...fields }: Fields): V {
  const known = LISTS.find(({ list }) => list in view);
  if (!known) return { ...view, ...fields };
  const { list, id } = known;
  const entries = new Map(listOf<Fields>(view[list as keyof V]).map((entry) => [entry[id], entry]));
  for (const gone of listOf(removed)) entries.delete(gone);
  for (const entry of listOf<Fields>(changed)) entries.set(entry[id], entry);
  const inOrder = [...entries.values()].sort((a, b) => order(a, b, "start_time") || order(a, b, id));
  return { ...view, ...fields, [list]: inOrder };
}

const listOf = <T = unknown>(value: unknown): T[] => (Array.isArray(value) ? value : []);

function order(a: Fields, b: Fields, key: string): number {
  const [left, right] = [String(a[key]), String(b[key])];
  return left < right ? -1 : left > right ? 1 : 0;
}

function parse(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Fields) : null;
  } catch {
    return null;
  }
}
