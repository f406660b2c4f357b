/** What a booking's answer says once and no later answer repeats: reminders and warnings. */
import { signal } from "@preact/signals";
import type { Booked } from "./answers";

export interface JustBooked {
  booked: Booked;
  orderId: string;
  /** Items of the order that still need a time. */
  left: number;
}

export const justBooked = signal<JustBooked | null>(null);
