import { describe, expect, it } from "vitest";
import { peakSeason } from "../../../src/domain/forecast/season";
import { weekdayIndex } from "../../../src/domain/time";
import { Random } from "../../support/random";
import { daysFrom } from "./histories";

const PRETORIA = -25.7;
const LONDON = 51.5;
const random = new Random(1);

/** A year from July 2025 with busier months, chance, and growth to so many times the first level. */
const year = ({ busy, factor = 1.6, growth = 1, days = 365, from = "2025-07-01" }: Partial<Year>) =>
  daysFrom(from, days).map((date, n) => ({
    date,
    total:
      (30 + 4 * weekdayIndex(date)) *
      (busy?.includes(Number(date.slice(5, 7))) ? factor : 1) *
      (1 + ((growth - 1) * n) / 365) *
      (0.85 + 0.3 * random.next()),
  }));

interface Year {
  busy: number[];
  factor: number;
  growth: number;
  days: number;
  from: string;
}

describe("the peak season", () => {
  it.each([
    [[12, 1, 2], "summer_months", "winter_months"],
    [[3, 4, 5], "autumn_months", "spring_months"],
    [[6, 7, 8], "winter_months", "summer_months"],
    [[9, 10, 11], "spring_months", "autumn_months"],
  ])("of busy months %j is %s in Pretoria and %s in London", (busy, south, north) => {
    const totals = year({ busy });
    expect(peakSeason(totals, PRETORIA)).toBe(south);
    expect(peakSeason(totals, LONDON)).toBe(north);
  });

  it("is unknown where none stands out", () => {
    expect(peakSeason(year({}), PRETORIA)).toBeNull();
    expect(peakSeason(year({ busy: [6, 7, 8, 12, 1, 2] }), PRETORIA)).toBeNull();
  });

  it("is unknown where months grow busier without a season", () => {
    expect(peakSeason(year({ growth: 3, from: "2025-03-01" }), PRETORIA)).toBeNull();
  });

  it("is unknown before a year has passed, without a latitude, and of little", () => {
    const busy = [12, 1, 2];
    expect(peakSeason(year({ busy, days: 360 }), PRETORIA)).toBe("summer_months");
    expect(peakSeason(year({ busy, days: 359 }), PRETORIA)).toBeNull();
    expect(peakSeason(year({ busy }), null)).toBeNull();
    expect(
      peakSeason(
        year({ busy }).filter(({ date }) => date < "2025-10-01" || date > "2025-11-15"),
        PRETORIA,
      ),
    ).toBeNull();
    expect(
      peakSeason(
        year({ busy }).filter((_, n) => n === 0 || n === 364),
        PRETORIA,
      ),
    ).toBeNull();
    expect(peakSeason([], PRETORIA)).toBeNull();
  });
});
