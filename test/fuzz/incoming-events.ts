/** Events of other services: every known type with plausible data, and types nobody knows. Never about the vault. */
import fc from "fast-check";
import {
  anyText,
  type Draw,
  degrees,
  farInstant,
  nearInstant,
  openingHours,
  openReference,
  plainText,
  timezones,
  windows,
} from "./atoms.ts";
import { spoiled } from "./mutations.ts";
import type { Json } from "./schema.ts";
import type { Kind } from "./world.ts";

const STRAY_IDS = 30;

type Model = Record<string, fc.Arbitrary<Json>>;
type Plan = { required: string[]; model: Model };

/** What each known type carries. */
function plansOf(draw: Draw): Record<string, Plan> {
  const { isSound } = draw;
  const text = (maxLength = 40) => (isSound ? plainText(maxLength) : anyText(maxLength));
  const pick = (sound: Json[], odd: Json[]) => fc.constantFrom(...sound, ...(isSound ? [] : odd));
  /** Mostly ids that nothing else uses, so that the shops stay open. */
  const subject = (kind: Kind, strayShare = 8) =>
    fc.oneof(
      { weight: strayShare, arbitrary: fc.nat(STRAY_IDS).map((n) => `stray-${kind}-${n}`) },
      { weight: 1, arbitrary: isSound ? openReference(kind) : anyText(10) },
    );
  const orNull = (value: fc.Arbitrary<Json>) => fc.option(value);
  const amount = pick(["12.50", "0.00", 5, "9999999999.99"], [0.1, "1e3", "-1", "1.234", "", "٣"]);
  const link = pick(
    ["https://images.example/a.png", "http://[::1]/"],
    ["javascript:alert(1)", "x", `http://${"x".repeat(2_000)}`],
  );
  const state = (...sound: string[]) => (isSound ? fc.constantFrom(...sound) : text(70));
  const instant = isSound ? nearInstant : fc.oneof(nearInstant, farInstant);
  const place = { latitude: orNull(degrees(draw)), longitude: orNull(degrees(draw)) };
  const listing: Plan = {
    required: ["id", "business_id", "name", "status"],
    model: {
      id: subject("listing"),
      business_id: openReference("business"),
      name: text(),
      description: text(200),
      category: orNull(text()),
      image: orNull(link),
      price: orNull(amount),
      status: state("active", "active", "active", "sold_out", "expired"),
      expiry_date: orNull(instant),
      pickup_window: orNull(windows(draw)),
    },
  };
  const item = fc.record({
    food_listing_id: openReference("listing"),
    quantity: fc.oneof(fc.integer({ min: 1, max: 10_000 }), pick([1], [0, -1, 10_001, 1.5])),
    price_per_item: amount,
  });
  const onlyId = (kind: Kind, strayShare: number): Plan => ({
    required: ["id"],
    model: { id: subject(kind, strayShare) },
  });
  return {
    "business.upserted": {
      required: ["id", "name"],
      model: {
        id: subject("business", 20),
        name: text(),
        address: text(),
        phone: text(20),
        logo: orNull(link),
        timezone: orNull(timezones(draw)),
        ...place,
        owner_user_id: orNull(openReference("customer")),
        operating_hours: orNull(openingHours(draw)),
      },
    },
    "user.upserted": {
      required: ["id", "user_type"],
      model: {
        id: subject("customer"),
        user_type: pick(["customer", "ngo", "provider", "admin"], ["root"]),
        name: text(),
        email: text(),
        phone: text(20),
        locale: orNull(text(10)),
        ...place,
        notifications: orNull(fc.dictionary(fc.constantFrom("email", "sms", "push", "fax"), fc.boolean())),
      },
    },
    "user.deleted": onlyId("customer", 20),
    "listing.created": listing,
    "listing.updated": listing,
    "listing.expired": onlyId("listing", 20),
    "order.confirmed": {
      required: ["id", "customer_id", "business_id", "kind", "status", "total_amount", "items"],
      model: {
        id: fc.nat(STRAY_IDS).map((n) => `stray-order-${n}`),
        customer_id: openReference("customer"),
        business_id: openReference("business"),
        interaction_id: orNull(text(10)),
        kind: pick(["purchase", "donation"], ["gift"]),
        status: state("confirmed", "ready", "pending"),
        payment_status: orNull(state("paid", "pending")),
        total_amount: amount,
        items: fc.array(item, { minLength: isSound ? 1 : 0, maxLength: 4 }),
      },
    },
    "order.cancelled": onlyId("order", 3),
    "review.created": {
      required: ["id"],
      model: {
        id: text(10),
        interaction_id: orNull(text(10)),
        order_id: orNull(openReference("order")),
        rating: orNull(fc.integer(isSound ? { min: 1, max: 5 } : { min: 0, max: 6 })),
      },
    },
  };
}

function eventOf(type: string, plan: Plan | undefined, { isSound }: Draw): fc.Arbitrary<Json> {
  const data = plan
    ? fc.record(plan.model, { requiredKeys: plan.required, noNullPrototype: true })
    : (fc.jsonValue() as fc.Arbitrary<Json>);
  return fc.record<Record<string, Json>>(
    {
      specversion: isSound ? fc.constant("1.0") : fc.constantFrom("1.0", "1.0", "0.3"),
      id: isSound ? fc.uuid() : fc.oneof(fc.uuid(), anyText(10)),
      source: fc.constantFrom("/fuzz/a", "/fuzz/b"),
      type: fc.constant(type),
      time: isSound ? nearInstant : fc.oneof(nearInstant, farInstant),
      data: isSound ? data : fc.oneof(data, spoiled(data)),
    },
    { noNullPrototype: true },
  );
}

/** One event or a list of some; now and then a list at its limit. */
export function incomingEvents(draw: Draw): fc.Arbitrary<Json> {
  const known = Object.entries(plansOf(draw)).map(([type, plan]) => eventOf(type, plan, draw));
  const event = fc.oneof(
    ...known,
    eventOf("unknown.happened", undefined, draw),
    eventOf("constructor", undefined, draw),
  );
  const limits = draw.isSound ? [100] : [0, 100, 101];
  return fc.oneof(
    { weight: 8, arbitrary: event },
    { weight: 4, arbitrary: fc.array(event, { minLength: 1, maxLength: 5 }) },
    { weight: 1, arbitrary: fc.tuple(event, fc.constantFrom(...limits)).map(([one, count]) => Array(count).fill(one)) },
  );
}
