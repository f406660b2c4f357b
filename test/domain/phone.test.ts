import { describe, expect, it } from "vitest";
import { normalisePhone } from "../../src/domain/phone";

describe("phone numbers", () => {
  it.each([
    ["012 345 6789", "+27123456789"],
    ["(012) 345-6789", "+27123456789"],
    ["+27 12 345 6789", "+27123456789"],
    ["+27123456789", "+27123456789"],
    ["0027 12 345 6789", "+27123456789"],
    ["+44 20 7946 0958", "+442079460958"],
  ])("reads %j as %s", async (text, expected) => {
    expect(await normalisePhone(text)).toBe(expected);
  });

  it("leaves what it printed as it is", async () => {
    const printed = await normalisePhone("012 345 6789");
    expect(await normalisePhone(printed ?? "")).toBe(printed);
  });

  it.each(["", "12", "call me", "+", "+999 123 456", "012 345 6789 0123 4567"])("finds none in %j", async (text) => {
    expect(await normalisePhone(text)).toBeNull();
  });
});
