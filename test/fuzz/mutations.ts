/** Ways to spoil a JSON value: wrong types, missing and extra fields, huge, deep and broken text. */
import fc from "fast-check";
import { anyText } from "./atoms.ts";
import type { Json } from "./schema.ts";

type Spoil =
  | { kind: "replace"; with: Json }
  | { kind: "remove" }
  | { kind: "add"; key: string; with: Json }
  | { kind: "wrap" };

const DEEP = 2_000;

function nested(depth: number): Json {
  let value: Json = "deep";
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

const oddValues: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: anyText() },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Json>(
      null,
      true,
      false,
      0,
      -1,
      1.5,
      1e21,
      -1e308,
      2 ** 53,
      Number.MIN_VALUE,
      "",
      " ",
      "0",
      "-1",
      "true",
      [],
      {},
      [null],
      [[]],
      { length: 3 },
      { toString: "x" },
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(65, 121, 301, 501, 4_001, 30_000).map((length) => "y".repeat(length)) },
  { weight: 1, arbitrary: fc.constantFrom(40, DEEP).map(nested) },
  { weight: 1, arbitrary: fc.constant(Array.from({ length: 300 }, (_, n) => n)) },
  { weight: 1, arbitrary: fc.jsonValue() as fc.Arbitrary<Json> },
);

const spoils: fc.Arbitrary<Spoil> = fc.oneof(
  { weight: 5, arbitrary: oddValues.map((value): Spoil => ({ kind: "replace", with: value })) },
  { weight: 2, arbitrary: fc.constant<Spoil>({ kind: "remove" }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom("extra", "__proto__", "constructor", "id", "business_id", "customer_id", "", "a.b"),
        oddValues,
      )
      .map(([key, value]): Spoil => ({ kind: "add", key, with: value })),
  },
  { weight: 1, arbitrary: fc.constant<Spoil>({ kind: "wrap" }) },
);

/** The value with one to three of its places spoiled. */
export const spoiled = (value: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc
    .tuple(value, fc.array(fc.tuple(fc.nat(60), spoils), { minLength: 1, maxLength: 3 }))
    .map(([original, changes]) => changes.reduce((spoilt, [place, spoil]) => spoilAt(spoilt, place, spoil), original));

/** Applies a change to the n-th place of a value, counted over all it contains. */
function spoilAt(value: Json, place: number, spoil: Spoil): Json {
  let left = place % Math.max(1, sizeOf(value));
  const visit = (node: Json): Json | undefined => {
    if (left === 0) {
      left -= 1;
      return applied(node, spoil);
    }
    left -= 1;
    if (Array.isArray(node)) return node.map(visit).filter((item) => item !== undefined);
    if (typeof node !== "object" || node === null) return node;
    const entries = Object.entries(node).map(([key, inner]): [string, Json | undefined] => [key, visit(inner)]);
    return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
  };
  return visit(value) ?? {};
}

const SIZE_LIMIT = 60;

/** How many places a value has; deep inside a nested one there is nothing left to spoil. */
function sizeOf(value: Json, depth = 0): number {
  if (typeof value !== "object" || value === null || depth > 10) return 1;
  return Math.min(
    SIZE_LIMIT,
    Object.values(value).reduce<number>((sum, inner) => sum + sizeOf(inner, depth + 1), 1),
  );
}

function applied(node: Json, spoil: Spoil): Json | undefined {
  switch (spoil.kind) {
    case "replace":
      return spoil.with;
    case "remove":
      return undefined;
    case "wrap":
      return [node];
    case "add":
      return typeof node === "object" && node !== null && !Array.isArray(node)
        ? Object.fromEntries([...Object.entries(node), [spoil.key, spoil.with]])
        : node;
  }
}

/** Bodies that are no JSON, or JSON that no serialiser writes. */
export const rawBodies: fc.Arbitrary<Buffer> = fc.oneof(
  fc
    .constantFrom(
      "",
      " ",
      "{",
      "null",
      "[]",
      "{}",
      '"text"',
      "12",
      "{'a':1}",
      '{"a":1,}',
      '{"a":1}{"b":2}',
      '{"date":1e999}',
      '{"name":"a","name":"b"}',
      '{"__proto__":{"isAdmin":true}}',
      "\ufeff{}",
      "NaN",
      "a=b&c=d",
      `${"[".repeat(20_000)}${"]".repeat(20_000)}`,
      "[".repeat(60_000),
      `{"customer_notes":"${"z".repeat(70_000)}"}`,
    )
    .map((text) => Buffer.from(text)),
  fc
    .constantFrom([0xff, 0xfe, 0x7b, 0x00], [0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d], [0x1f, 0x8b, 0x08, 0x00])
    .map(Buffer.from),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
);
