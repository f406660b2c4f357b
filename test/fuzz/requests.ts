/** A request in the abstract: what fast-check draws and shrinks. References become real values when it is sent. */
import fc from "fast-check";
import { anyText, type Draw, farInstant, nearInstant, reference } from "./atoms.ts";
import { CALLER_KINDS, type CallerKind } from "./callers.ts";
import type { Description, Operation } from "./description.ts";
import { incomingEvents } from "./incoming-events.ts";
import { rawBodies, spoiled } from "./mutations.ts";
import type { Json, Schemas } from "./schema.ts";
import { SIGNATURES, type Signature } from "./signing.ts";
import { bodyFor, conforming } from "./values.ts";
import type { Kind } from "./world.ts";

/** Text is percent-encoded; `raw` goes over the wire as it stands. */
export type PathPart = { text: string } | { raw: string };

export type RequestBody = { json: Json } | { raw: Buffer };

export interface AbstractRequest {
  operation: Operation;
  caller: CallerKind;
  callerNumber: number;
  path: PathPart[];
  query: [name: string, value: string][];
  body: RequestBody | null;
  contentType: string | null;
  now: string | null;
  idempotencyKey: string | null;
  /** Null where nothing is signed. */
  signature: Signature | null;
}

const RAW_PARTS = [
  "%",
  "%ff",
  "%00",
  "%zz",
  "%ED%A0%80",
  "%2e%2e%2f",
  "..%2f..",
  "a%2Fb",
  "%25",
  "*",
  ":id",
  "%0d%0aX:y",
];
const LONG_PART = "p".repeat(3_000);

const KIND_OF_PATH: [pattern: RegExp, kind: Kind, facet?: string][] = [
  [/^\w+ \/webhooks.*redeliver.* id$/, "delivery", "webhook"],
  [/^\w+ \/webhooks.*redeliver.* event_id$/, "delivery"],
  [/^\w+ \/pickup-locations/, "location"],
  [/^\w+ \/pickup-schedules/, "schedule"],
  [/^\w+ \/webhooks/, "webhook"],
  [/^\w+ \/(pickups|complete-pickup)/, "pickup"],
  [/^\w+ \/public\/locations/, "business"],
  [/^\w+ \/qr/, "pickup", "image"],
];

function pathPart({ name }: Operation, parameter: string, draw: Draw): fc.Arbitrary<PathPart> {
  const [, kind, facet] = KIND_OF_PATH.find(([pattern]) => pattern.test(`${name} ${parameter}`)) ?? [
    /./,
    "pickup" as const,
  ];
  const text = (value: fc.Arbitrary<string>) => value.map((text): PathPart => ({ text }));
  const known = text(reference(kind, draw, facet));
  if (draw.isSound) return known;
  return fc.oneof(
    { weight: 5, arbitrary: known },
    { weight: 2, arbitrary: text(fc.uuid()) },
    { weight: 2, arbitrary: text(anyText(20)) },
    { weight: 1, arbitrary: text(fc.constantFrom("0", "null", "undefined", "00000000-0000-0000-0000-000000000000")) },
    { weight: 1, arbitrary: fc.constantFrom(...RAW_PARTS, LONG_PART).map((raw): PathPart => ({ raw })) },
  );
}

const parametersOf = ({ path }: Operation): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

type Pairs = [name: string, value: string][];

function queryOf({ parameters }: Operation, draw: Draw): fc.Arbitrary<Pairs> {
  const inQuery = parameters.filter((parameter) => parameter.in === "query");
  const declared = inQuery.map(({ name, schema, required }) => {
    const sound = conforming(schema, draw, name).map(String);
    const value = draw.isSound
      ? sound
      : fc.oneof({ weight: 3, arbitrary: sound }, { weight: 1, arbitrary: anyText(70) });
    const pair = value.map((text): Pairs => [[name, text]]);
    if (required && draw.isSound) return pair;
    return fc.oneof({ weight: required ? 9 : 2, arbitrary: pair }, { weight: 2, arbitrary: fc.constant<Pairs>([]) });
  });
  const extra = fc.tuple(fc.constantFrom("page", "x", "__proto__", "a[b]", "date"), anyText(10));
  return fc
    .tuple(fc.tuple(...declared), fc.array(extra, { maxLength: draw.isSound ? 0 : 1 }))
    .map(([pairs, extras]) => [...(draw.isSound ? withoutHalves(pairs.flat()) : pairs.flat()), ...extras]);
}

/** Coordinates go in pairs. */
const withoutHalves = (pairs: Pairs): Pairs =>
  pairs.filter(([name]) => name.startsWith("origin_")).length === 1
    ? pairs.filter(([name]) => !name.startsWith("origin_"))
    : pairs;

function bodyOf(operation: Operation, draw: Draw): fc.Arbitrary<RequestBody | null> {
  const json = (value: fc.Arbitrary<Json>) => value.map((json): RequestBody => ({ json }));
  const raw = rawBodies.map((bytes): RequestBody => ({ raw: bytes }));
  const absent = fc.constant(null);
  if (operation.method === "GET") return absent;
  if (operation.body === null) return draw.isSound ? absent : fc.oneof(absent, raw);
  const value = isEvents(operation) ? incomingEvents(draw) : bodyFor(operation.name, operation.body, draw);
  if (draw.isSound) return json(value);
  return fc.oneof(
    { weight: 6, arbitrary: json(value) },
    { weight: 6, arbitrary: json(spoiled(value)) },
    { weight: 2, arbitrary: raw },
    { weight: 1, arbitrary: absent },
  );
}

const JSON_TYPE = "application/json";
const contentTypes = fc.constantFrom(
  JSON_TYPE,
  null,
  "text/plain",
  "application/json; charset=utf-16",
  "application/cloudevents+json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/jsonp",
  ";",
);

/** At the counter most of what is done to a pickup makes sense; elsewhere the true time does. */
function instants({ name }: Operation, { focus, isSound }: Draw): fc.Arbitrary<string | null> {
  // A wish to be forgotten that is dated ahead would refuse all that its user books until then.
  if (name === "POST /privacy/anonymize/") return fc.constant(null);
  const counter = fc.constant(`<pickup.counter:mine#${focus}>`);
  if (isSound && name.startsWith("PATCH /pickups")) return fc.constant(`<pickup.later:mine#${focus}>`);
  if (isSound) return /verify|complete/.test(name) ? counter : fc.option(counter, { freq: 6 }).map(swapNull);
  return fc.oneof(counter, nearInstant, farInstant);
}

/** Turns "now and then nothing" into "mostly nothing". */
const swapNull = (instant: string | null): string | null => (instant === null ? "<pickup.counter:mine#1>" : null);

const keys = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.nat(20).map((n) => `key-${n}`) },
  { weight: 1, arbitrary: fc.stringMatching(/^[\x20-\x7e]{0,300}$/) },
);

/** Those whom the operation admits, without those to whom nothing is foreign; when it is to be spoiled, everybody. */
function callerOf({ name, roles }: Operation, { isSound, isForeign }: Draw): fc.Arbitrary<CallerKind> {
  if (!isSound) return fc.constantFrom(...CALLER_KINDS);
  if (name === "GET /metrics/") return fc.constant("scraper");
  const admitted = CALLER_KINDS.filter((kind) => roles === null || roles.some((role) => kind.endsWith(role)));
  const strangers = admitted.filter((kind) => kind !== "admin");
  return fc.constantFrom(...(isForeign && strangers.length > 0 ? strangers : admitted));
}

const isEvents = ({ name }: Operation): boolean => name === "POST /events/";

const PARTS = ["caller", "path", "query", "body", "time", "headers"] as const;
type Part = (typeof PARTS)[number];

interface Intent {
  /** Which parts are not to make sense. */
  wild: readonly Part[];
  isForeign: boolean;
}

const SOUND: Intent = { wild: [], isForeign: false };

/** None, one or all parts spoiled, or what is somebody else's asked for in good form. What fails alone says most. */
const intents: fc.Arbitrary<Intent> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(SOUND) },
  { weight: 8, arbitrary: fc.constantFrom(...PARTS).map((part): Intent => ({ wild: [part], isForeign: false })) },
  { weight: 3, arbitrary: fc.constant<Intent>({ wild: PARTS, isForeign: false }) },
  { weight: 8, arbitrary: fc.constant<Intent>({ wild: [], isForeign: true }) },
);

function requestOf(
  operation: Operation,
  schemas: Schemas,
  intent: fc.Arbitrary<Intent> = intents,
): fc.Arbitrary<AbstractRequest> {
  return fc.tuple(fc.nat(5_000), intent).chain(([focus, { wild, isForeign }]) => {
    const draw = (part: Part): Draw => ({ schemas, focus, isSound: !wild.includes(part), isForeign });
    const isWild = wild.includes("headers");
    const signature = isWild ? fc.constantFrom(...SIGNATURES) : fc.constant<Signature>("valid");
    return fc.record({
      operation: fc.constant(operation),
      caller: callerOf(operation, draw("caller")),
      callerNumber: fc.nat(500),
      path: fc.tuple(...parametersOf(operation).map((parameter) => pathPart(operation, parameter, draw("path")))),
      query: queryOf(operation, draw("query")),
      body: bodyOf(operation, draw("body")),
      contentType: isWild ? contentTypes : fc.constant(JSON_TYPE),
      now: instants(operation, draw("time")),
      idempotencyKey: isWild ? keys : fc.constant(null),
      signature: isEvents(operation) ? signature : fc.constant(null),
    });
  });
}

/** Requests to one operation that all make sense. */
export const soundRequests = (operation: Operation, { schemas }: Description): fc.Arbitrary<AbstractRequest> =>
  requestOf(operation, schemas, fc.constant(SOUND));

/** Requests to every operation alike, but bookings, whose way is longest, twice as often. */
export const requests = ({ operations, schemas }: Description): fc.Arbitrary<AbstractRequest> =>
  fc.oneof(
    ...operations.map((operation) => ({
      weight: operation.name === "POST /schedule/" ? 3 : 1,
      arbitrary: requestOf(operation, schemas),
    })),
  );
