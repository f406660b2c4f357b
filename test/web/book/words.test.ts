import { describe, expect, it } from "vitest";
import { momentInWords, popularityInWords, spotsInWords, waitInWords, weekdayOf } from "../../../src/web/book/words";

describe("days and times", () => {
  it("are the dates that the service wrote, wherever the browser is", () => {
    expect(weekdayOf("2026-11-27")).toBe("Fri 27 Nov");
  });

  it("name the day of a moment only when it is another one", () => {
    expect(momentInWords("2026-06-26T14:00:00Z", "Africa/Johannesburg", "2026-06-26")).toBe("16:00");
    expect(momentInWords("2026-06-25T21:30:00Z", "Africa/Johannesburg", "2026-06-26")).toBe(
      "23:30 on Thursday 25 June",
    );
  });
});

describe("numbers in words", () => {
  it("tell one from many, and none", () => {
    expect([0, 1, 5].map(spotsInWords)).toEqual(["No longer free", "1 spot left", "5 spots left"]);
  });

  it("say how busy a time usually is, and nothing where nothing is known", () => {
    expect([null, 0, 0.34, 0.35, 0.7, 1].map(popularityInWords)).toEqual([
      null,
      "Usually quiet",
      "Usually quiet",
      "Usually fairly busy",
      "Usually very busy",
      "Usually very busy",
    ]);
  });

  it("never promise an end of waiting too early", () => {
    expect([1, 59, 60, 61].map(waitInWords)).toEqual(["1 second", "59 seconds", "1 minute", "2 minutes"]);
  });
});
