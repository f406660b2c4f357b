/** Values that a schema allows: mostly what the service knows or understands, else whatever has the shape. */
import fc from "fast-check";
import {
  type Draw,
  degrees,
  farInstant,
  localDates,
  nearInstant,
  offer,
  openingHours,
  ownId,
  pages,
  phones,
  plainText,
  plantedText,
  reference,
  timezones,
  windows,
} from "./atoms.ts";
import { dereference, type Json, type Schema } from "./schema.ts";
import { BROWSER_KEYS, BROWSERS, SILENT_PUSH_URL, SILENT_URL } from "./subscribers.ts";

const TEXT_LIMIT = 400;

/** Mostly the first, unless the request is to make sense: then only that. */
const mostly = (draw: Draw, likely: fc.Arbitrary<Json>, other: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  draw.isSound ? likely : fc.oneof({ weight: 3, arbitrary: likely }, { weight: 1, arbitrary: other });

/** What a field of this name usually carries. */
function usual(name: string, draw: Draw): fc.Arbitrary<Json> | null {
  switch (name) {
    case "business_id":
      return reference("business", draw);
    case "customer_id":
    case "user_id":
      return reference("customer", draw);
    case "food_listing_id":
      return fc.oneof(offer("listing", draw), reference("listing", draw));
    case "location_id":
      return fc.oneof(reference("location", draw), offer("location", draw));
    case "time_slot_id":
    case "slot_id":
      return mostly(draw, offer("slot", draw), reference("slot", draw));
    case "order_id":
      return mostly(draw, offer("order", draw), reference("order", draw));
    case "pickup_id":
      return reference("pickup", draw);
    case "confirmation_code":
      return mostly(draw, reference("pickup", draw, "code"), fc.stringMatching(/^[A-Za-z0-9 -]{6,7}$/));
    case "qr_token":
      return reference("pickup", draw, "token");
    case "date":
      return fc.oneof(offer("date", draw), localDates(draw));
    case "date_from":
    case "date_to":
      return localDates(draw);
    case "pickup_window":
      return windows(draw);
    case "operating_hours":
      return openingHours(draw);
    case "latitude":
    case "longitude":
    case "origin_lat":
    case "origin_lng":
      return degrees(draw);
    case "contact_phone":
    case "phone":
      return phones(draw);
    case "page":
    case "page_size":
      return pages(draw);
    case "actual_pickup_time":
      return mostly(draw, fc.constant(`<pickup.counter:mine#${draw.focus}>`), fc.oneof(nearInstant, farInstant));
    case "timezone":
      return timezones(draw);
    case "reason":
    case "business_notes":
      return plantedText(200);
    default:
      return null;
  }
}

const schedulePlan = (draw: Draw) => ({
  location_id: offer("location", draw),
  pickup_window: windows(draw),
  total_slots: fc.integer({ min: 1, max: 6 }),
  max_orders_per_slot: fc.integer({ min: 1, max: 50 }),
  slot_buffer_minutes: fc.integer({ min: 0, max: 5 }),
});

/** A few browsers of each caller, so that what one subscribed can be ended. */
const browsers = fc.nat(BROWSERS - 1).map((n) => `${SILENT_PUSH_URL}${ownId}/${n}`);

/** Requests whose parts have to fit each other more closely than a schema says. */
const FITTING: Record<string, (draw: Draw) => fc.Arbitrary<Json>> = {
  "POST /schedule/": (draw) =>
    fc.record({
      order_id: offer("order", draw),
      food_listing_id: offer("listing", draw),
      time_slot_id: offer("slot", draw),
      date: offer("date", draw),
      customer_notes: plantedText(500),
    }),
  "POST /pickup-schedules/": (draw) =>
    fc.record(
      {
        ...schedulePlan(draw),
        business_id: offer("business", draw),
        food_listing_id: fc.oneof(reference("listing", draw), offer("listing", draw)),
      },
      { requiredKeys: ["business_id", "food_listing_id", "location_id", "pickup_window"], noNullPrototype: true },
    ),
  "PATCH /pickup-schedules/{id}/": (draw) =>
    fc.record({ ...schedulePlan(draw), is_active: fc.boolean() }, { requiredKeys: [], noNullPrototype: true }),
  "POST /webhooks/": (draw) =>
    fc.record(
      { url: fc.constant(SILENT_URL), business_id: offer("business", draw) },
      { requiredKeys: ["url"], noNullPrototype: true },
    ),
  "POST /push-subscriptions/": () => browsers.map((endpoint) => ({ endpoint, keys: BROWSER_KEYS })),
  "DELETE /push-subscriptions/": () => browsers.map((endpoint) => ({ endpoint })),
  "POST /verify-code/": (draw) => {
    const business_id = fc.constant(`<pickup.business:mine#${draw.focus}>`);
    const confirmation_code = reference("pickup", draw, "code");
    const qr_data = fc.record({ business_id, confirmation_code, pickup_id: reference("pickup", draw) });
    return fc.oneof(
      fc.record({ business_id, confirmation_code }),
      fc.record({ business_id, qr_token: reference("pickup", draw, "token") }),
      fc.record({ business_id, qr_data }),
    );
  },
};

/** A body for an operation: one that makes sense, or one that only has the shape. */
export function bodyFor(operation: string, schema: Schema, draw: Draw): fc.Arbitrary<Json> {
  const fitting = Object.hasOwn(FITTING, operation) ? FITTING[operation] : undefined;
  return draw.isSound && fitting ? fitting(draw) : conforming(schema, draw);
}

/** A value that the schema allows, or that a field of this name usually has. */
export function conforming(schema: Schema, draw: Draw, name = ""): fc.Arbitrary<Json> {
  const known = usual(name, draw);
  const shaped = shapeOf(dereference(schema, draw.schemas), draw, name);
  return known ? mostly(draw, known, shaped) : shaped;
}

function shapeOf(schema: Schema, draw: Draw, name: string): fc.Arbitrary<Json> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const options = schema.anyOf ?? schema.oneOf ?? [schema.type ?? []].flat().map((type) => ({ ...schema, type }));
  if (schema.anyOf || schema.oneOf || options.length > 1) {
    return fc.oneof(...options.map((option) => conforming(option, draw, name)));
  }
  switch (options[0]?.type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: schema.minimum ?? -1_000_000, max: schema.maximum ?? 1_000_000 });
    case "number":
      return fc.double({ min: schema.minimum, max: schema.maximum, noNaN: true, noDefaultInfinity: true });
    case "array": {
      const { minItems: minLength = 0, maxItems = 6, items = {} } = schema;
      return fc.array(conforming(items, draw, name), { minLength, maxLength: Math.max(minLength, maxItems) });
    }
    case "object":
      return objectOf(schema, draw);
    case "string":
      return textOf(schema, draw);
    default:
      return fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
  }
}

function objectOf(schema: Schema, draw: Draw): fc.Arbitrary<Json> {
  const { properties, required = [], additionalProperties } = schema;
  if (!properties) {
    const inner = typeof additionalProperties === "object" ? conforming(additionalProperties, draw) : fc.string();
    return fc.dictionary(fc.string({ maxLength: 10 }), inner, { maxKeys: 4 });
  }
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, conforming(property, draw, name)]),
  );
  return fc.record(model, { requiredKeys: required, noNullPrototype: true });
}

function textOf({ minLength = 0, maxLength = 60, pattern, format }: Schema, { isSound }: Draw): fc.Arbitrary<string> {
  if (format === "date-time") return isSound ? nearInstant : fc.oneof(nearInstant, farInstant);
  if (format === "date") return localDates({ isSound });
  if (format === "uri") return fc.webUrl();
  if (format === "uuid") return fc.uuid();
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  if (isSound) return plainText(maxLength);
  const limit = Math.min(maxLength, TEXT_LIMIT);
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.string({ unit: "grapheme", minLength, maxLength: Math.max(minLength, Math.min(limit, 40)) }),
    },
    {
      weight: 1,
      arbitrary: fc.string({ unit: "grapheme-ascii", minLength: Math.min(minLength, limit), maxLength: limit }),
    },
    { weight: 1, arbitrary: fc.constant("x".repeat(maxLength)) },
  );
}
