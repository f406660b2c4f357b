/**
 * The way to a slot's object: by its id, with a fresh stub for each call, since a stub that threw may stay broken. Whoever
 * reaches an object first has it made, near its pickup point if they say where that is; later words on it change nothing.
 */
import { locationHint, type Site } from "../domain/location-hint";
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

const near = (site: Site = null) => ({ locationHint: locationHint(site) });

export const bookSeat = (env: Env, command: BookCommand, site: Site): Promise<BookOutcome> =>
  env.PICKUP_SLOT.getByName(command.slot.id, near(site)).book(command);

export const changePickup = (env: Env, slotId: string, command: ChangeCommand): Promise<ChangeOutcome> =>
  env.PICKUP_SLOT.getByName(slotId).change(command);

export const withdrawListing = (env: Env, command: WithdrawCommand, site: Site): Promise<WithdrawOutcome> =>
  env.PICKUP_SLOT.getByName(command.slotId, near(site)).withdraw(command);

export const reconcileSlot = (env: Env, place: SlotPlace, site?: Site): Promise<ReconcileOutcome> =>
  env.PICKUP_SLOT.getByName(place.slotId, near(site)).reconcile(place);

export const purgeSlot = (env: Env, slotId: string): Promise<void> => env.PICKUP_SLOT.getByName(slotId).purge();
