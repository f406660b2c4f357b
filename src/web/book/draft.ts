/** What was entered for an order and not yet booked. It outlives the way to the login and back. */

const KEY = "draft";

export interface Draft {
  orderId: string;
  listingId?: string;
  date?: string;
  slotId?: string;
  notes?: string;
}

export function readDraft(orderId: string): Draft {
  const draft: Draft | null = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  return draft?.orderId === orderId ? draft : { orderId };
}

export const writeDraft = (draft: Draft): void => sessionStorage.setItem(KEY, JSON.stringify(draft));

export const forgetDraft = (): void => sessionStorage.removeItem(KEY);
