import { describe, expect, it } from "vitest";
import { applyMessage, type FeedState } from "../../../src/web/live/feed-state";

const slot = (id: string, start_time: string, available_spots = 1) => ({ id, start_time, available_spots });
const text = (message: object) => JSON.stringify(message);
const slots = {
  revision: 7,
  view: { date: "2026-06-26", available_slots: [slot("a", "17:00"), slot("b", "17:30")], total_available_slots: 2 },
};
const next = (message: object) => applyMessage(slots, text({ type: "change", revision: 8, ...message }));

describe("a view that follows its feed", () => {
  it("begins with a snapshot, and with any later one anew", () => {
    const view = { date: "2026-06-26", pickups: [] };
    const step = { kind: "shown", state: { revision: 3, view } };
    expect(applyMessage(null, text({ type: "snapshot", revision: 3, ...view }))).toEqual(step);
    expect(applyMessage(slots, text({ type: "snapshot", revision: 3, ...view }))).toEqual(step);
  });

  it("takes in what changed, what came and what went, in order of time", () => {
    const step = next({
      changed: [slot("b", "17:30", 4), slot("c", "16:30")],
      removed: ["a"],
      total_available_slots: 9,
    });
    expect(step).toEqual({
      kind: "shown",
      state: {
        revision: 8,
        view: {
          date: "2026-06-26",
          available_slots: [slot("c", "16:30"), slot("b", "17:30", 4)],
          total_available_slots: 9,
        },
      },
    });
    expect(slots.view.available_slots).toHaveLength(2);
  });

  it("knows a board's pickups by their own id", () => {
    const board: FeedState<object> = {
      revision: 7,
      view: { pickups: [{ pickup_id: "p", start_time: "17:00", status: "scheduled" }] },
    };
    const changed = [{ pickup_id: "p", start_time: "17:00", status: "completed" }];
    const step = applyMessage(board, text({ type: "change", revision: 8, changed, removed: [] }));
    expect(step).toEqual({ kind: "shown", state: { revision: 8, view: { pickups: changed } } });
  });

  it("notices a message that is missing", () => {
    expect(next({ revision: 9, changed: [], removed: [] })).toEqual({ kind: "gap" });
  });

  it("waits for a snapshot first", () => {
    const step = applyMessage(null, text({ type: "change", revision: 1, changed: [], removed: [] }));
    expect(step).toEqual({ kind: "ignored" });
  });

  it.each([
    ["a change it has seen", text({ type: "change", revision: 7, changed: [], removed: ["a"] })],
    ["a pong", "pong"],
    ["a message of another kind", text({ type: "news", revision: 8 })],
    ["no object", "null"],
    ["a message without a revision", text({ type: "snapshot" })],
  ])("leaves %s alone", (_, message) => {
    expect(applyMessage(slots, message)).toEqual({ kind: "ignored" });
  });
});
