import { expect, it } from "vitest";
import { ApiError, OfflineError } from "../../../src/web/calls/api";
import { outcomeOf } from "../../../src/web/counter/refused";

const refusal = (status: number, details: Record<string, unknown> = {}, wait: number | null = null) =>
  new ApiError(status, "BOOKING_CONFLICT", "No", details, wait);

it.each([
  ["no network", new OfflineError("No connection"), { kind: "later", afterMs: null }],
  ["an overload", refusal(503, {}, 7), { kind: "later", afterMs: 7_000 }],
  ["a rate limit", refusal(429, {}, 30), { kind: "later", afterMs: 30_000 }],
  ["a fault of the service", refusal(500), { kind: "later", afterMs: null }],
  ["the same call still running", refusal(422, { rule: "in_progress" }, 5), { kind: "later", afterMs: 5_000 }],
  ["an expired token", refusal(401), { kind: "signed_out" }],
])("keeps a hand-over after %s", (_, error, outcome) => {
  expect(outcomeOf(error)).toEqual(outcome);
});

it.each([
  ["a cancelled pickup", refusal(422, { status: "cancelled" }), /cancelled/],
  ["an unknown one", refusal(404), /No/],
  [
    "a clock that is wrong",
    new ApiError(400, "VALIDATION_ERROR", "Bad", { actual_pickup_time: ["Future"] }, null),
    /Future/,
  ],
  ["a bug of our own", new TypeError("x"), /went wrong/],
])("asks for a decision after %s", (_, error, words) => {
  expect(outcomeOf(error)).toEqual({ kind: "refused", words: expect.stringMatching(words) });
});

it("tells a pickup that was collected before from other refusals", () => {
  const words = expect.stringMatching(/collected already/);
  expect(outcomeOf(refusal(422, { status: "completed" }))).toEqual({ kind: "completed_before", words });
});
