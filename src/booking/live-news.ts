/** Tells the live feeds that show a slot of its changes: after the answer, and never in its way. */
import type { LocalDate } from "../domain/time";
import { tellBoard, tellSlots } from "../live/client";
import { GroupCommit } from "./group-commit";

/** A listing that the slot serves, and whose it is. */
export interface SlotOffer {
  businessId: string;
  foodListingId: string;
  date: LocalDate;
  isOpen: boolean;
}

export class LiveNews {
  readonly #rounds: GroupCommit;
  #offers: SlotOffer[] = [];

  constructor(env: () => Env) {
    this.#rounds = new GroupCommit(() => tellFeeds(env(), this.#offers));
  }

  /** One round runs at a time; what changes meanwhile shares the next. */
  tell(offers: SlotOffer[]): Promise<void> {
    this.#offers = offers;
    return this.#rounds.round();
  }
}

/** A seat that one listing takes is one less for every other that shares the slot. */
async function tellFeeds(env: Env, offers: SlotOffer[]): Promise<void> {
  const [any] = offers;
  if (!any) return;
  const open = offers.filter(({ isOpen }) => isOpen);
  await Promise.all([
    tellBoard(env, any.businessId, any.date),
    ...open.map(({ foodListingId, date }) => tellSlots(env, foodListingId, [date])),
  ]);
}
