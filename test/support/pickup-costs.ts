/** What a pickup asks of the stores, step by step: measured, and held, by `test/db/pickup-costs.test.ts`. */

export interface Cost {
  /** To D1; a batch is one. */
  roundTrips: number;
  /** In D1, with the entries of their indexes. */
  rowsWritten: number;
  /** Of Durable Objects, their alarms left out. */
  objectCalls: number;
  /** In the slot's object. */
  objectRowsWritten: number;
  /** Put on queues. */
  messages: number;
}

const cost = (
  roundTrips: number,
  rowsWritten: number,
  [objectCalls, objectRowsWritten]: [number, number],
  messages: number,
): Cost => ({ roundTrips, rowsWritten, objectCalls, objectRowsWritten, messages });

/** Booked with an idempotency key, reminded twice by e-mail and text message, verified by QR code and handed over. */
export const PICKUP_LIFE = {
  "its order comes in": cost(4, 21, [0, 0], 1),
  "its customer is invited": cost(4, 4, [0, 0], 0),
  "it is booked": cost(4, 17, [2, 19], 2),
  "its messages are written down": cost(3, 40, [0, 0], 1),
  "it is confirmed": cost(3, 4, [0, 0], 0),
  "an hour before": cost(3, 8, [0, 0], 0),
  "half an hour before": cost(3, 8, [0, 0], 0),
  "its code is checked": cost(4, 24, [1, 15], 2),
  "it is handed over": cost(3, 17, [1, 15], 2),
  "the check is followed": cost(1, 0, [0, 0], 0),
  "the hand-over is followed": cost(2, 10, [0, 0], 1),
  "its customer is thanked": cost(3, 4, [0, 0], 0),
} as const satisfies Record<string, Cost>;

/** Notifications that stay as long as the pickup, reminders that were sent, and those that go after a month. */
export const NOTIFICATIONS_KEPT = { year: 4, month: 8 };

/** Rows written in D1 for each slot that a schedule lays. */
export const SLOT_ROWS_WRITTEN = 12;

/** SQLite of a slot's object with one pickup. */
export const OBJECT_BYTES = 57_344;
/** At the most: an image in R2, and an answer to a booking as it is kept under its key. */
export const IMAGE_BYTES = 18_000;
export const ANSWER_CHARACTERS = 1_800;
