/** Fresh businesses, listings, customers and orders, brought in the way the platform does: by signed events. */
import { expect } from "vitest";
import { type Answer, type Caller, del, get, post } from "./api";
import { testVariables } from "./variables";

/** 10:00 on a Thursday in Pretoria, long before any slot of `TOMORROW`. */
export const NOW = "2026-06-25T08:00:00Z";
export const TODAY = "2026-06-25";
export const TOMORROW = "2026-06-26";
/** An instant of `TOMORROW`, of a time in UTC; the slot of `makePickup` starts at 15:00. */
export const tomorrow = (time: string): string => `${TOMORROW}T${time}Z`;
/** Inside the slot 17:00-17:25 of `TOMORROW`. */
export const AT_COUNTER = "2026-06-26T15:05:00Z";

export const freshId = (name: string): string => `${name}-${crypto.randomUUID()}`;

export interface DomainEvent {
  specversion: string;
  id: string;
  source: string;
  type: string;
  time: string;
  data: unknown;
}

export function domainEvent(type: string, data: unknown, time = "2026-06-25T06:00:00Z"): DomainEvent {
  return { specversion: "1.0", id: freshId("event"), source: "/tests", type, time, data };
}

export async function signatureOf(id: string, timestamp: string, body: string): Promise<string> {
  const secret = Uint8Array.from(atob(testVariables.EVENTS_SECRET.replace("whsec_", "")), (c) => c.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(`${id}.${timestamp}.${body}`));
  return `v1,${btoa(String.fromCharCode(...new Uint8Array(mac)))}`;
}

export async function sendEvents(events: unknown, now = NOW): Promise<Answer> {
  const body = JSON.stringify(events);
  const id = freshId("msg");
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": await signatureOf(id, timestamp, body),
  };
  return post("events/", { body, headers, now });
}

export interface World {
  businessId: string;
  provider: Caller;
  listingId: string;
  locationId: string;
  scheduleId: string;
}

export interface WorldOptions {
  timezone?: string;
  window?: string;
  totalSlots?: number;
  maxOrders?: number;
  buffer?: number;
  now?: string;
  listing?: Record<string, unknown>;
  location?: Record<string, unknown>;
  business?: Record<string, unknown>;
}

export const mario = { name: "Mario's Restaurant", address: "123 Main Street, Pretoria" };

export const mainCounter = {
  name: "Main Counter",
  address: "123 Main Street, Pretoria, 0001",
  instructions: "Enter through main entrance",
  contact_person: "John Doe",
  contact_phone: "+27123456789",
  latitude: "-25.7479",
  longitude: "28.2293",
};

/** A business with one location. */
export async function makeBusiness(options: WorldOptions = {}) {
  const businessId = freshId("business");
  const provider: Caller = { role: "provider", id: freshId("staff"), businessId };
  const { timezone = "Africa/Johannesburg", now = NOW, business, location } = options;
  const data = { id: businessId, ...mario, phone: "+27123456789", timezone, ...business };
  expect((await sendEvents(domainEvent("business.upserted", data), now)).status).toBe(202);
  const made = await post("pickup-locations/", { as: provider, now, body: { ...mainCounter, ...location } });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return { businessId, provider, locationId: made.body.id as string };
}

export async function makeListing(businessId: string, data: Record<string, unknown> = {}, now = NOW): Promise<string> {
  const id = freshId("listing");
  const listing = {
    id,
    business_id: businessId,
    name: "Margherita Pizza",
    description: "Fresh margherita pizza with basil",
    category: "pizza",
    image: "https://images.example/pizza.jpg",
    price: "12.50",
    status: "active",
    expiry_date: "2027-12-31T18:00:00Z",
    ...data,
  };
  expect((await sendEvents(domainEvent("listing.created", listing), now)).status).toBe(202);
  return id;
}

export async function makeSchedule(
  owner: { provider: Caller; locationId: string; listingId: string },
  options: WorldOptions = {},
): Promise<string> {
  const made = await post("pickup-schedules/", {
    as: owner.provider,
    now: options.now ?? NOW,
    body: {
      food_listing_id: owner.listingId,
      location_id: owner.locationId,
      pickup_window: options.window ?? "17:00-19:00",
      total_slots: options.totalSlots ?? 4,
      max_orders_per_slot: options.maxOrders ?? 5,
      slot_buffer_minutes: options.buffer ?? 5,
    },
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id;
}

/** A business with a location, a listing and its schedule. */
export async function makeWorld(options: WorldOptions = {}): Promise<World> {
  const owner = await makeBusiness(options);
  const listingId = await makeListing(owner.businessId, options.listing, options.now);
  const scheduleId = await makeSchedule({ ...owner, listingId }, options);
  return { ...owner, listingId, scheduleId };
}

export async function makeCustomer(data: Record<string, unknown> = {}): Promise<Caller> {
  const id = freshId("customer");
  const user = {
    id,
    user_type: "customer",
    name: "Jane Smith",
    email: "jane@example.com",
    phone: "+27123456789",
    ...data,
  };
  expect((await sendEvents(domainEvent("user.upserted", user))).status).toBe(202);
  return { role: "customer", id };
}

export async function makeOrder(
  world: Pick<World, "businessId" | "listingId">,
  customer: Caller,
  data: Record<string, unknown> = {},
): Promise<string> {
  const id = freshId("order");
  const [event] = orderEvents(world, [{ id, customerId: customer.id }], data);
  expect((await sendEvents(event)).status).toBe(202);
  return id;
}

export async function customerWithOrder(world: Pick<World, "businessId" | "listingId">) {
  const customer = await makeCustomer();
  return { customer, orderId: await makeOrder(world, customer) };
}

export function orderEvents(
  world: Pick<World, "businessId" | "listingId">,
  orders: { id: string; customerId: string }[],
  data: Record<string, unknown> = {},
): DomainEvent[] {
  return orders.map(({ id, customerId }) =>
    domainEvent("order.confirmed", {
      id,
      customer_id: customerId,
      business_id: world.businessId,
      interaction_id: freshId("interaction"),
      kind: "purchase",
      status: "confirmed",
      payment_status: "paid",
      total_amount: "25.00",
      items: [{ food_listing_id: world.listingId, quantity: 2, price_per_item: "12.50" }],
      ...data,
    }),
  );
}

/** Many customers with an order each, in as few calls as the service takes. */
export async function makeOrders(world: World, count: number): Promise<{ orderId: string; customer: Caller }[]> {
  const orders = Array.from({ length: count }, () => ({
    orderId: freshId("order"),
    customer: { role: "customer", id: freshId("customer") } satisfies Caller,
  }));
  const events = orderEvents(
    world,
    orders.map(({ orderId, customer }) => ({ id: orderId, customerId: customer.id })),
  );
  for (let start = 0; start < events.length; start += 100) {
    expect((await sendEvents(events.slice(start, start + 100))).status).toBe(202);
  }
  return orders;
}

export interface ShownSlot {
  id: string;
  start_time: string;
  end_time: string;
  available_spots: number;
  total_capacity: number;
}

export async function slotsOf(world: Pick<World, "listingId">, date = TOMORROW, now = NOW): Promise<ShownSlot[]> {
  const as: Caller = { role: "customer", id: freshId("visitor") };
  const answer = await get(`available-slots/?food_listing_id=${world.listingId}&date=${date}`, { as, now });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.available_slots;
}

export async function firstSlot(world: World, date = TOMORROW, now = NOW): Promise<ShownSlot> {
  const [slot] = await slotsOf(world, date, now);
  if (!slot) throw new Error("The world has no slots");
  return slot;
}

export interface BookOptions {
  date?: string;
  now?: string;
  notes?: string;
}

export const book = (
  world: Pick<World, "listingId">,
  slotId: string,
  { orderId, customer }: { orderId: string; customer: Caller },
  { date = TOMORROW, now = NOW, notes }: BookOptions = {},
): Promise<Answer> =>
  post("schedule/", {
    as: customer,
    now,
    body: { order_id: orderId, food_listing_id: world.listingId, time_slot_id: slotId, date, customer_notes: notes },
  });

/** A booked pickup in the first slot of `TOMORROW`, 17:00-17:25. */
export async function makePickup(world: World, options: BookOptions = {}) {
  const { customer, orderId } = await customerWithOrder(world);
  const slot = await firstSlot(world, options.date, options.now);
  const booked = await book(world, slot.id, { orderId, customer }, options);
  expect(booked.status, JSON.stringify(booked.body)).toBe(201);
  const { id, confirmation_code: code } = booked.body.pickup;
  return { customer, orderId, slot, id: id as string, code: code as string, booked: booked.body };
}

export const cancel = (pickupId: string, as: Caller, body?: unknown, now = NOW): Promise<Answer> =>
  del(`pickups/${pickupId}/cancel/`, { as, now, body });
