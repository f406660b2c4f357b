/** Brings in what is to be found and what must not be: open shops, and a vault whose data carries markers. */
import { randomInt, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { BUSINESS_ID, orders as demoOrders, listings } from "../../scripts/demo.ts";
import { type Caller, signIn } from "./callers.ts";
import type { Json } from "./schema.ts";
import type { Client } from "./server.ts";
import { signatureHeaders } from "./signing.ts";
import { BROWSER_KEYS, BROWSERS, SILENT_PUSH_URL, SILENT_URL } from "./subscribers.ts";
import type { World } from "./world.ts";

const BASE = "/api/scheduling";
const WINDOWS = ["00:00-06:00", "06:30-10:00", "11:00-15:00", "15:00-19:00", "20:00-00:00"];
/** Pickups of a new shop, a day each. */
const BOOKED = 6;
const FIRST_SEASONS = 3;
/** What webhooks are told gets there through two queues. */
const DELIVERY_MS = 30_000;
const POLL_MS = 500;
const DAY_MS = 86_400_000;
/** The shops' zone has no daylight saving. */
const ZONE_OFFSET_MS = 2 * 3_600_000;

interface Shop {
  businessId: string;
  listingIds: string[];
}

type Body = { [key: string]: Json };

export class Seeder {
  readonly #client: Client;
  readonly #world: World;
  readonly #run: string;
  #shops = 0;
  #clerks = 0;
  /** Webhooks whose deliveries are not known yet. */
  readonly #webhooks: { id: string; businessId: string }[] = [];

  constructor(client: Client, world: World, run: string) {
    this.#client = client;
    this.#world = world;
    this.#run = run;
  }

  async seedAll(): Promise<void> {
    const world = this.#world;
    await world.open();
    world.addShop(BUSINESS_ID);
    for (const { data } of listings) world.add("listing", (data as { id: string }).id, { businessId: BUSINESS_ID });
    for (const { data } of demoOrders) {
      const { id, customer_id: customerId } = data as { id: string; customer_id: string };
      world.add("order", id, { businessId: BUSINESS_ID, customerId });
    }
    for (let n = 0; n < FIRST_SEASONS; n += 1) await this.freshen();
    const deadline = performance.now() + DELIVERY_MS;
    while (!world.has("delivery") && performance.now() < deadline) {
      await sleep(POLL_MS);
      await this.#learnDeliveries();
    }
  }

  /** Another open shop, and another vault. */
  async freshen(): Promise<void> {
    await this.#openVault(await this.#openShop());
    await this.#learnDeliveries();
  }

  /** A queue works off what webhooks are told, so that it is there a while after the bookings. */
  async #learnDeliveries(): Promise<void> {
    for (const webhook of this.#webhooks.splice(0)) {
      const { id, businessId } = webhook;
      const provider = await signIn("provider", "provider", `owner-of-${businessId}`, businessId);
      const target = `${BASE}/webhooks/${id}/deliveries/?page_size=100`;
      const headers = { authorization: provider.authorization ?? "" };
      const { status, text } = await this.#client.send({ method: "GET", target, headers, body: null });
      if (status !== 200) continue; // ended by somebody in the meantime
      const { results } = JSON.parse(text) as { results: { event_id: string }[] };
      for (const { event_id: eventId } of results) this.#world.addDelivery(id, eventId, businessId);
      if (results.length === 0) this.#webhooks.push(webhook);
    }
  }

  /** A shop with a listing for each window, and an order for all of them from every customer. */
  async #openShop(): Promise<Shop> {
    this.#shops += 1;
    const businessId = `shop-${this.#shops}-${this.#run}`;
    const shop = await this.#makeShop(businessId, { name: `Shop ${this.#shops}`, address: "1 Open Road" });
    this.#world.addShop(businessId);
    const orderIds = await this.#makeOrders(shop, this.#world.customerIds);
    const visitor = await this.#world.caller("customer", 0);
    for (const [n, listingId] of shop.listingIds.entries())
      await this.#offersOf(listingId, localDay(1 + (n % 3)), visitor);
    for (let n = 0; n < BOOKED; n += 1) {
      const customer = await this.#world.caller("customer", n);
      await this.#subscribe(customer, n % BROWSERS);
      await this.#book(customer, orderIds[n] ?? "", shop.listingIds[n % WINDOWS.length] ?? "", localDay(1 + n));
    }
    return shop;
  }

  async #makeShop(id: string, { name, address }: { name: string; address: string }): Promise<Shop> {
    const world = this.#world;
    await this.#sendEvents([event("business.upserted", { id, name, address, phone: "+27120000000" })]);
    const provider = await signIn("provider", "provider", `owner-of-${id}`, id);
    const location = await this.#post(provider, "pickup-locations/", 201, {
      name,
      address,
      instructions: `Ask for ${name}`,
      contact_person: `${name} staff`,
      contact_phone: "+27120000000",
      latitude: "-25.7479",
      longitude: "28.2293",
    });
    world.add("location", String(location.id), { businessId: id });
    // The last ones have no window, so that schedules can be made for them.
    const listingIds = Array.from({ length: WINDOWS.length + 3 }, (_, n) => `listing-${n}-of-${id}`);
    await this.#sendEvents(
      listingIds.map((listingId, n) =>
        event("listing.created", {
          id: listingId,
          business_id: id,
          name: `${name} dish`,
          description: "Made today",
          status: "active",
          price: "12.50",
          pickup_window: WINDOWS[n] ?? null,
        }),
      ),
    );
    for (const listingId of listingIds) world.add("listing", listingId, { businessId: id });
    const webhook = await this.#post(provider, "webhooks/", 201, { url: SILENT_URL });
    world.addWebhook(String(webhook.id), id);
    this.#webhooks.push({ id: String(webhook.id), businessId: id });
    const schedules = await this.#get(provider, "pickup-schedules/?page_size=100");
    for (const { id: scheduleId } of schedules.results as { id: string }[]) world.addSchedule(scheduleId, id);
    return { businessId: id, listingIds };
  }

  async #makeOrders({ businessId, listingIds }: Shop, customerIds: readonly string[]): Promise<string[]> {
    const events = customerIds.map((customerId, n) =>
      event("order.confirmed", {
        id: `order-${randomUUID()}`,
        customer_id: customerId,
        business_id: businessId,
        kind: n % 3 === 0 ? "donation" : "purchase",
        status: "confirmed",
        payment_status: "paid",
        total_amount: "25.00",
        items: listingIds.map((id) => ({ food_listing_id: id, quantity: 1, price_per_item: "12.50" })),
      }),
    );
    await this.#sendEvents(events);
    return events.map(({ data }, n) => {
      const customerId = customerIds[n] ?? "";
      const id = String(data.id);
      this.#world.add("order", id, { businessId, customerId });
      this.#world.ledger.add(id, { what: "an order's id", businessId, customers: [customerId], isPublic: false });
      return id;
    });
  }

  async #book(customer: Caller, orderId: string, listingId: string, date: string, notes = ""): Promise<string> {
    const [slotId = ""] = await this.#offersOf(listingId, date, customer);
    const booked = await this.#post(customer, "schedule/", 201, {
      order_id: orderId,
      food_listing_id: listingId,
      time_slot_id: slotId,
      date,
      customer_notes: notes,
    });
    this.#world.learnPickup(booked.qr_code as Body);
    return (booked.pickup as { id: string }).id;
  }

  async #subscribe(customer: Caller, browser: number): Promise<void> {
    const endpoint = `${SILENT_PUSH_URL}${customer.id}/${browser}`;
    await this.#post(customer, "push-subscriptions/", 201, { endpoint, keys: BROWSER_KEYS });
  }

  async #offersOf(listingId: string, date: string, as: Caller): Promise<string[]> {
    const offered = await this.#get(as, `available-slots/?food_listing_id=${listingId}&date=${date}`);
    const slots = offered.available_slots as { id: string; location: { id: string } }[];
    const businessId = /-of-(.*)$/.exec(listingId)?.[1] ?? "";
    for (const { id, location } of slots) {
      this.#world.add("slot", id, { businessId });
      this.#world.addOffer(businessId, { listing: listingId, slot: id, location: location.id, date });
    }
    return slots.map(({ id }) => id);
  }

  /** A business like any other, but each word of it that could be shown is marked; two customers, and one elsewhere. */
  async #openVault(elsewhere: Shop): Promise<void> {
    const { ledger } = this.#world;
    const businessId = this.#world.addVault();
    const mark = `marked-open-${randomUUID()}`;
    const customers = [await this.#world.addVaultCustomer(), await this.#world.addVaultCustomer()];
    const readers = { businessId, customers: customers.map(({ id }) => id), isPublic: true };
    ledger.add(mark, { what: "a business's name or address", ...readers });
    ledger.add(businessId, { what: "a business's id", ...readers });
    const vault = await this.#makeShop(businessId, { name: `Vault ${mark}`, address: `${mark} street` });
    for (const customer of customers) await this.#fillVault(customer, vault);
    await this.#fillVault(await this.#world.addVaultCustomer(), elsewhere);
  }

  /** A marked customer with marked pickups, which only the shop and the customer may see. */
  async #fillVault({ id, ...customer }: Caller, { businessId, listingIds }: Shop): Promise<void> {
    const { ledger } = this.#world;
    const readers = { businessId, customers: [id], isPublic: false };
    const seal = (what: string) => {
      const word = `marked-sealed-${what}-${randomUUID()}`;
      ledger.add(word, { what: `a customer's ${what}`, ...readers, isPersonal: true });
      return word;
    };
    const phone = `27${randomInt(1e8, 1e9)}`;
    ledger.add(phone, { what: "a customer's phone", ...readers, isPersonal: true });
    const name = `Sealed ${seal("name")}`;
    const email = `${seal("email")}@example.com`;
    await this.#sendEvents([event("user.upserted", { id, user_type: "customer", name, email, phone: `+${phone}` })]);
    for (const listingId of listingIds.slice(1, 4)) {
      const [orderId = ""] = await this.#makeOrders({ businessId, listingIds }, [id]);
      const notes = `Please: ${seal("notes")}`;
      await this.#lookAt(await this.#book({ id, ...customer }, orderId, listingId, localDay(2), notes), businessId);
    }
  }

  /** A member of staff looks at a pickup, from a place and by a call that its business alone may know of. */
  async #lookAt(pickupId: string, businessId: string): Promise<void> {
    const { ledger } = this.#world;
    this.#clerks += 1;
    const clerk = await signIn("provider", "provider", `clerk-${this.#clerks}-of-${businessId}`, businessId);
    const ip = `100.64.${Math.floor(this.#clerks / 256) % 256}.${this.#clerks % 256}`;
    const agent = `marked-agent-${randomUUID()}`;
    const headers = { authorization: clerk.authorization ?? "", "cf-connecting-ip": ip, "user-agent": agent };
    const target = `${BASE}/pickups/${pickupId}/`;
    const answer = await this.#client.send({ method: "GET", target, headers, body: null });
    if (answer.status !== 200) throw new Error(`Seeding: GET ${target} answered ${answer.status}: ${answer.text}`);
    const readers = { businessId, customers: [], isPublic: false };
    ledger.add(clerk.id, { what: "a staff member's id", ...readers });
    ledger.add(String(answer.headers["x-request-id"]), { what: "a request id", ...readers });
    ledger.add(agent, { what: "a staff member's browser", ...readers });
    const trail = await this.#get(clerk, `audit/?pickup_id=${pickupId}`);
    const shown = (trail.results as { user_id: string; ip: string | null }[]).find(
      ({ user_id }) => user_id === clerk.id,
    );
    // Only where the server takes the address from the header, as Cloudflare's edge sets it, is it a word of its own.
    if (shown?.ip === ip) ledger.add(ip, { what: "a staff member's address", ...readers });
  }

  async #sendEvents(events: object[]): Promise<void> {
    const body = Buffer.from(JSON.stringify(events));
    await this.#send("POST", "events/", 202, signatureHeaders(body, "valid"), body);
  }

  #get(as: Caller, path: string): Promise<Body> {
    return this.#send("GET", path, 200, { authorization: as.authorization ?? "" }, null);
  }

  #post(as: Caller, path: string, status: number, body: Body): Promise<Body> {
    return this.#send(
      "POST",
      path,
      status,
      { authorization: as.authorization ?? "" },
      Buffer.from(JSON.stringify(body)),
    );
  }

  async #send(
    method: string,
    path: string,
    status: number,
    headers: Record<string, string>,
    body: Buffer | null,
  ): Promise<Body> {
    const target = `${BASE}/${path}`;
    const type = body && { "content-type": "application/json" };
    const send = () => this.#client.send({ method, target, headers: { ...type, ...headers }, body });
    let answer = await send();
    if (answer.status === 429) {
      await sleep(Number(answer.headers["retry-after"]) * 1_000);
      answer = await send();
    }
    // Its customer had all texts taken out just now, between the decision and D1: the booking is made anew.
    if (answer.status === 422 && answer.text.includes("order_not_confirmed")) answer = await send();
    if (answer.status !== status) {
      throw new Error(`Seeding: ${method} ${target} answered ${answer.status}: ${answer.text}`);
    }
    return JSON.parse(answer.text) as Body;
  }
}

export const localDay = (days: number): string =>
  new Date(Date.now() + ZONE_OFFSET_MS + days * DAY_MS).toISOString().slice(0, 10);

function event(type: string, data: Body) {
  const time = new Date().toISOString();
  return { specversion: "1.0", id: randomUUID(), source: "/fuzz", type, time, data };
}
