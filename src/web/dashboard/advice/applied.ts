/**
 * What was applied from this device, so that it can be taken back until sign-out: once a schedule is changed, advice about it
 * is other advice, and the service lists none that stands applied.
 */
import { signal } from "@preact/signals";
import { call } from "../../calls/api";
import { readKept, writeKept } from "../../session/kept";
import { session } from "../../session/session";
import type { Change, Recommendation } from "./in-words";

export interface Applied extends Pick<Change, "before" | "after"> {
  id: string;
  description: string;
}

/** Later, a schedule is better changed by hand. */
const KEPT_MS = 30 * 86_400_000;

const name = () => `applied-advice.${session.value?.businessId}`;
const read = (): Applied[] => readKept(name(), session.value?.businessId) ?? [];

export const applied = signal<Applied[]>([]);

/** For the business that the page is about now. */
export function restoreApplied(): void {
  applied.value = read();
}

function keep(next: Applied[]): void {
  applied.value = next;
  const businessId = session.value?.businessId;
  if (businessId) writeKept(name(), businessId, next, Date.now() + KEPT_MS);
}

const change = (verb: "apply" | "undo", id: string): Promise<Pick<Change, "before" | "after">> =>
  call(`optimization/${verb}/`, { method: "POST", body: { recommendation_id: id } });

export async function apply({ id, description }: Recommendation): Promise<void> {
  const { before, after } = await change("apply", id);
  keep([...read().filter((one) => one.id !== id), { id, description, before, after }]);
}

export async function undo(id: string): Promise<void> {
  await change("undo", id);
  keep(read().filter((one) => one.id !== id));
}
