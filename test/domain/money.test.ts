import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMoney, parseMoney } from "../../src/domain/money";

describe("reading money", () => {
  it.each([
    ["25.50", 2_550],
    ["12.5", 1_250],
    ["12", 1_200],
    ["0", 0],
    ["0.05", 5],
    ["0.29", 29],
    ["1.150", 115],
    [" 3.00 ", 300],
    [12.5, 1_250],
    [19.99, 1_999],
    [4.35, 435],
    [0, 0],
  ])("reads %j as %i cents", (value, cents) => {
    expect(parseMoney(value)).toBe(cents);
  });

  it.each(["-1", "12.345", "1e3", "1,50", "R12", "12.", ".5", "", "NaN", "99999999999", -0.01, 12.345, Number.NaN])(
    "finds no whole cents in %j",
    (value) => {
      expect(parseMoney(value)).toBeNull();
    },
  );
});

describe("printing money", () => {
  it.each([
    [2_550, "25.50"],
    [5, "0.05"],
    [50, "0.50"],
    [0, "0.00"],
    [100, "1.00"],
    [123_456_789, "1234567.89"],
  ])("prints %i cents as %s", (cents, text) => {
    expect(formatMoney(cents)).toBe(text);
  });

  it("prints two places for every amount, and reads it back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (cents) => {
        const text = formatMoney(cents);
        expect(text).toMatch(/^\d+\.\d{2}$/);
        expect(parseMoney(text)).toBe(cents);
      }),
    );
  });

  it("reads every number of cents a JSON number can carry", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), (cents) => {
        expect(parseMoney(cents / 100)).toBe(cents);
      }),
    );
  });
});
