/** A fresh restaurant with a customer, their orders, and calls on their behalf. */
import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { sendEvents } from "../../../scripts/seed.ts";
import { makeToken } from "../../../scripts/tokens.ts";

const DAY_MS = 86_400_000;
const dateIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/**
 * What calls and pages take for the present, whatever the time of day: tomorrow at 10:00 in Pretoria. Live feeds go by the
 * true clock, to which the slots of `TOMORROW` are bookable too.
 */
export const TODAY = dateIn(1);
export const TOMORROW = dateIn(2);
export const NOW = `${TODAY}T08:00:00Z`;
/** Inside the slot 17:00-17:25 of `TOMORROW`. */
export const AT_COUNTER = `${TOMORROW}T15:05:00Z`;

const freshId = (name: string) => `${name}-${randomUUID()}`;

export interface Town {
  businessId: string;
  listingId: string;
  provider: string;
  customer: { id: string; name: string; token: string };
  /** Another listing, handed over in the same slots. */
  listing(name: string): Promise<string>;
  /** A paid order of the customer that awaits its pickups: two of each listing. */
  order(listingIds?: string[]): Promise<string>;
}

export async function makeTown(
  options: { maxOrders?: number; customerName?: string; now?: string } = {},
): Promise<Town> {
  const { maxOrders = 5, customerName = "Jane Smith", now = NOW } = options;
  const [businessId, listingId, customerId] = [freshId("business"), freshId("listing"), freshId("customer")];
  const provider = await makeToken("provider", freshId("staff"), businessId);
  const event = (type: string, data: object) => ({
    specversion: "1.0",
    id: freshId("event"),
    source: "/e2e",
    type,
    time: "2026-01-01T00:00:00Z",
    data,
  });
  const listed = (id: string, name: string, data: object = {}) =>
    event("listing.created", {
      id,
      business_id: businessId,
      name,
      price: "12.50",
      status: "active",
      expiry_date: "2099-12-31T22:00:00Z",
      ...data,
    });
  const send = (...events: object[]) => sendEvents(inject("origin"), events);
  await send(
    event("business.upserted", {
      id: businessId,
      name: "Mario's Restaurant",
      address: "123 Main Street, Pretoria",
      phone: "+27123456789",
      timezone: "Africa/Johannesburg",
      latitude: "-25.7479",
      longitude: "28.2293",
    }),
    event("user.upserted", {
      id: customerId,
      user_type: "customer",
      name: customerName,
      email: "jane@example.com",
      phone: "+27821234567",
    }),
    listed(listingId, "Margherita Pizza"),
  );
  const location = (await call("pickup-locations/", provider, {
    now,
    body: {
      name: "Main Counter",
      address: "123 Main Street, Pretoria, 0001",
      instructions: "Enter through main entrance",
      contact_person: "John Doe",
      contact_phone: "+27123456789",
      latitude: "-25.7479",
      longitude: "28.2293",
    },
  })) as { id: string };
  await call("pickup-schedules/", provider, {
    now,
    body: {
      food_listing_id: listingId,
      location_id: location.id,
      pickup_window: "17:00-19:00",
      max_orders_per_slot: maxOrders,
    },
  });
  return {
    businessId,
    listingId,
    provider,
    customer: { id: customerId, name: customerName, token: await makeToken("customer", customerId) },
    async listing(name) {
      const id = freshId("listing");
      await send(listed(id, name, { pickup_window: "17:00-19:00" }));
      return id;
    },
    async order(listingIds = [listingId]) {
      const id = freshId("order");
      await send(
        event("order.confirmed", {
          id,
          customer_id: customerId,
          business_id: businessId,
          interaction_id: freshId("interaction"),
          kind: "purchase",
          status: "confirmed",
          payment_status: "paid",
          total_amount: "25.00",
          items: listingIds.map((id) => ({ food_listing_id: id, quantity: 2, price_per_item: "12.50" })),
        }),
      );
      return id;
    },
  };
}

/** A call of the API that must succeed. */
export async function call(
  path: string,
  token: string,
  { method, body, now = NOW }: { method?: string; body?: object; now?: string } = {},
): Promise<unknown> {
  const response = await fetch(`${inject("origin")}/api/scheduling/${path}`, {
    method: method ?? (body ? "POST" : "GET"),
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "x-now": now },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

interface Slots {
  available_slots: { id: string; start_time: string; available_spots: number }[];
}

/** Books the first slot of `TOMORROW` (17:00), or the one at `time`. */
export async function book(
  town: Town,
  time = "17:00",
  notes = "",
): Promise<{ id: string; code: string; orderId: string }> {
  const { available_slots } = (await call(
    `available-slots/?food_listing_id=${town.listingId}&date=${TOMORROW}`,
    town.customer.token,
  )) as Slots;
  const slot = available_slots.find(({ start_time }) => start_time === time);
  if (!slot) throw new Error(`No slot at ${time}`);
  const orderId = await town.order();
  const { pickup } = (await call("schedule/", town.customer.token, {
    body: {
      order_id: orderId,
      food_listing_id: town.listingId,
      time_slot_id: slot.id,
      date: TOMORROW,
      customer_notes: notes,
    },
  })) as { pickup: { id: string; confirmation_code: string } };
  return { id: pickup.id, code: pickup.confirmation_code, orderId };
}
