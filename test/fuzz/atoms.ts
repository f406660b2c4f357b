/** The small parts of requests: text, times and places as clients write them, right and wrong, and references. */
import fc from "fast-check";
import type { Json, Schemas } from "./schema.ts";
import type { Kind } from "./world.ts";

const DAY_MS = 86_400_000;

/** What all parts of one request go by. */
export interface Draw {
  schemas: Schemas;
  /** Which of the known things the request is about, so that its parts belong together. */
  focus: number;
  /** Whether it is to be a request that makes sense. */
  isSound: boolean;
  /** Whether it is about what belongs to somebody else: it would make sense if they asked. */
  isForeign: boolean;
}

/** Text as people write it. */
export const plainText = (maxLength = 40): fc.Arbitrary<string> =>
  fc
    .string({ unit: "grapheme", minLength: 1, maxLength: Math.max(1, Math.floor(maxLength / 4)) })
    .map((text) => `a${text}`.trim().slice(0, maxLength).toWellFormed());

/** Text of any characters, broken surrogates and controls included. */
export const anyText = (maxLength = 40): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ maxLength }),
    fc.string({ unit: "grapheme", maxLength }),
    fc.string({ unit: "binary", maxLength }),
    fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength }).map((units) => String.fromCharCode(...units)),
    fc.constantFrom(
      "\u0000",
      "\ud800",
      "a\udfffb",
      "\u202eabc",
      "\ufeff",
      "é".normalize("NFD"),
      "👩‍👩‍👧‍👦",
      "' OR 1=1 --",
      "%' ESCAPE '",
      "<script>alert(1)</script>",
      "$(id)",
      "../../etc/passwd",
      "__proto__",
      "null",
      "NaN",
    ),
  );

/** A reference to something known: the caller's own, or anyone's. */
export const reference = (kind: Kind, { focus, isSound, isForeign }: Draw, facet = ""): fc.Arbitrary<string> =>
  isSound
    ? fc.constant(`<${kind}${facet && `.${facet}`}:${isForeign ? "foreign" : "mine"}#${focus}>`)
    : fc
        .tuple(
          fc.constantFrom("mine", "open", "any", "vault"),
          fc.oneof({ weight: 3, arbitrary: fc.constant(focus) }, { weight: 1, arbitrary: fc.nat(5_000) }),
        )
        .map(([scope, n]) => `<${kind}${facet && `.${facet}`}:${scope}#${n}>`);

/** The caller's own id. */
export const ownId = "<caller#0>";

/** Stands in free texts, so that a log that holds one is found out. */
export const PLANTED = "planted-by-the-fuzzer";
export const plantedText = (maxLength = 40): fc.Arbitrary<string> =>
  plainText(maxLength - PLANTED.length - 1).map((text) => `${PLANTED} ${text}`.slice(0, maxLength));

/** A reference to what nobody keeps secret. */
export const openReference = (kind: Kind): fc.Arbitrary<string> => fc.nat(5_000).map((n) => `<${kind}:open#${n}>`);

export const offer = (facet: string, { focus }: Draw) => fc.constant(`<offer.${facet}#${focus}>`);

export const nearInstant = fc
  .integer({ min: -2 * 24 * 60, max: 10 * 24 * 60 })
  .map((minutes) => new Date(Date.now() + minutes * 60_000).toISOString());

const OFFSETS = ["Z", "Z", "+02:00", "-12:00", "+14:00", "+23:59", "-00:00", "+24:00"];

/** Instants anywhere RFC 3339 can name, and some it cannot. */
export const farInstant: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 9_999 }), fc.nat(366 * DAY_MS), fc.constantFrom(...OFFSETS))
    .map(([year, ms, offset]) => {
      const day = new Date(Date.UTC(2024, 0, 1) + ms).toISOString();
      return `${String(year).padStart(4, "0")}${day.slice(4, 19)}${offset}`;
    }),
  fc.constantFrom(
    "0000-01-01T00:00:00Z",
    "0000-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-12:00",
    "1969-12-31T23:59:59.999Z",
    "2026-12-31T23:59:60Z",
    "2026-02-30T00:00:00Z",
    "2026-06-25T24:00:00Z",
    "2026-06-25T10:00:00.123456789Z",
    "2026-06-25t10:00:00z",
    "2026-06-25",
    "1750000000",
    "",
  ),
);

const nearDates = fc.integer({ min: -1, max: 9 }).map((days) => isoDay(Date.now() + days * DAY_MS));
const anyDates = fc.oneof(
  nearDates,
  fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_000 }).map(isoDay),
  fc.constantFrom("0000-01-01", "9999-12-31", "2024-02-29", "2025-02-29", "2026-13-01", "2026-6-1"),
);
export const localDates = ({ isSound }: Pick<Draw, "isSound">) => (isSound ? nearDates : anyDates);

function isoDay(at: number): string {
  const text = new Date(at).toISOString();
  return text.slice(0, text.indexOf("T"));
}

const time = fc
  .tuple(fc.integer({ min: 0, max: 24 }), fc.constantFrom(0, 1, 15, 30, 45, 59, 60))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
const soundWindows = fc
  .tuple(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 1, max: 4 }), fc.constantFrom("00", "30"))
  .map(([from, hours, minute]) => `${from}:${minute}-${(from + hours) % 24}:${minute}`.replace(/\b\d:/g, "0$&"));
const anyWindows = fc.oneof(
  fc.tuple(time, time).map(([from, to]) => `${from}-${to}`),
  fc.constantFrom("17:00-19:00", "00:00-00:00", "23:59-00:00", "08:00 - 10:00", "00:00-24:00", "7:00-9:00"),
);
export const windows = ({ isSound }: Pick<Draw, "isSound">) => (isSound ? soundWindows : anyWindows);

const soundDegrees = fc.double({ min: -90, max: 90, noNaN: true }).map((value) => value.toFixed(6));
const anyDegrees = fc.oneof(
  fc.double({ min: -90, max: 90, noNaN: true }),
  fc.constantFrom<Json>("-25.7479", " 28.2 ", "90", "-0", -0, 1e-9, "1e1", "180.0000000001", 91, 1e300, ""),
);
export const degrees = ({ isSound }: Pick<Draw, "isSound">) => (isSound ? soundDegrees : anyDegrees);

const soundPhones = ["+27123456789", "012 345 6789", "+1 (212) 555-0100", "+44 20 7946 0958"];
export const phones = ({ isSound }: Pick<Draw, "isSound">) =>
  fc.constantFrom(...soundPhones, ...(isSound ? [] : ["911", "+999", "tel:+27", "x", "٠١٢"]));

const days = ["monday", "TUE", "Wednesday ", "thu", "friday", "sat", "sunday"];
export const openingHours = ({ isSound }: Pick<Draw, "isSound">) =>
  fc.dictionary(
    fc.constantFrom(...days, ...(isSound ? [] : ["noday", "__proto__", "mon"])),
    fc.option(windows({ isSound })),
    { noNullPrototype: true },
  );

const zones = ["Africa/Johannesburg", "America/New_York", "Pacific/Kiritimati", "Pacific/Niue", "Australia/Lord_Howe"];
export const timezones = ({ isSound }: Pick<Draw, "isSound">) =>
  fc.constantFrom(...zones, ...(isSound ? [] : ["UTC", "Etc/GMT+12", "+02:00", "Mars/Olympus", "africa/johannesburg"]));

const soundPages = ["1", "2", "3", "20", "100"];
export const pages = ({ isSound }: Pick<Draw, "isSound">) =>
  fc.constantFrom(
    ...soundPages,
    ...(isSound ? [] : ["0", "101", "10000", "10001", "999999999", "01", "-1", "1.5", "1e2", " 1"]),
  );
