import { expect, it } from "vitest";
import { readPresented } from "../../../src/web/counter/presented";

const pickupId = "0197a8f0-1c2b-7d3e-8f4a-5b6c7d8e9f01";

it("reads a code in any case, with spaces and dashes", () => {
  for (const text of ["ABC234", " abc-234 ", "a b c 2 3 4"]) {
    expect(readPresented(text)).toEqual({ kind: "code", code: "ABC234" });
  }
});

it("reads the pickup and its code in a token", () => {
  const token = "SNB1.k1.AZeo8BwrfT6PSltsfY6fAQ.ABC234.c2lnbmVk";
  expect(readPresented(`${token}\n`)).toEqual({ kind: "token", token, pickupId, code: "ABC234" });
});

it.each(["", "ABC23", "ABC2345", "ABCI01", "SNB1.k1.short.ABC234.mac", "SNB1.k1..ABC234.mac", "SNB2.x", "https://x.y"])(
  "reads nothing in %j",
  (text) => {
    expect(readPresented(text)).toBeNull();
  },
);
