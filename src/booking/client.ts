/** The way to a slot's object: by its id, with a fresh stub for each call, since a stub that threw may stay broken. */
import type {
  BookCommand,
  BookOutcome,
  ChangeCommand,
  ChangeOutcome,
  ReconcileOutcome,
  SlotPlace,
  WithdrawCommand,
  WithdrawOutcome,
} from "./commands";

export const bookSeat = (env: Env, command: BookCommand): Promise<BookOutcome> =>
  env.PICKUP_SLOT.getByName(command.slot.id).book(command);

export const changePickup = (env: Env, slotId: string, command: ChangeCommand): Promise<ChangeOutcome> =>
  env.PICKUP_SLOT.getByName(slotId).change(command);

export const withdrawListing = (env: Env, command: WithdrawCommand): Promise<WithdrawOutcome> =>
  env.PICKUP_SLOT.getByName(command.slotId).withdraw(command);

export const reconcileSlot = (env: Env, place: SlotPlace): Promise<ReconcileOutcome> =>
  env.PICKUP_SLOT.getByName(place.slotId).reconcile(place);

export const purgeSlot = (env: Env, slotId: string): Promise<void> => env.PICKUP_SLOT.getByName(slotId).purge();
