/** What a feed's object must know of the ticket that somebody comes with, as headers of the upgrade. */
import type { EpochMs } from "../domain/time";

export interface Pass {
  /** Names the ticket, so that it can be used once. */
  nonce: string;
  expiresAt: EpochMs;
}

const NONCE = "X-Ticket-Nonce";
const EXPIRES_AT = "X-Ticket-Expires-At";

export const upgradeWith = ({ nonce, expiresAt }: Pass): RequestInit => ({
  headers: { Upgrade: "websocket", [NONCE]: nonce, [EXPIRES_AT]: String(expiresAt) },
});

export const readPass = ({ headers }: Request): Pass => ({
  nonce: headers.get(NONCE) ?? "",
  expiresAt: Number(headers.get(EXPIRES_AT)),
});
