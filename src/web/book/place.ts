/** Which part of the page is open, held in its address: all there is, the booking of an order, or one pickup. */
import { signal } from "@preact/signals";

export type Place = { view: "all" } | { view: "order" | "pickup"; id: string };

export const place = signal(readPlace(location.search));
/** Whether somebody went there within the page: its heading then takes the focus, which a new page has by itself. */
export const hasMoved = signal(false);

addEventListener("popstate", show);

export function go(next: Place): void {
  history.pushState(null, "", addressOf(next));
  show();
  scrollTo(0, 0);
}

export const addressOf = (next: Place): string =>
  next.view === "all" ? "/book/" : `/book/?${new URLSearchParams({ [next.view]: next.id })}`;

export function readPlace(search: string): Place {
  const query = new URLSearchParams(search);
  for (const view of ["order", "pickup"] as const) {
    const id = query.get(view);
    if (id) return { view, id };
  }
  return { view: "all" };
}

function show(): void {
  hasMoved.value = true;
  place.value = readPlace(location.search);
}
