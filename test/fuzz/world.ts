/** What the run knows of the server's data: ids by kind, whose they are, and how requests refer to them. */
import { type Caller, type CallerKind, makeForgers, nobody, scraper, signIn } from "./callers.ts";
import type { Operation } from "./description.ts";
import type { Json } from "./schema.ts";
import { Ledger } from "./secrets.ts";
import { qrToken } from "./signing.ts";

export const KINDS = [
  "business",
  "customer",
  "listing",
  "location",
  "schedule",
  "order",
  "slot",
  "pickup",
  "webhook",
  "delivery",
] as const;
export type Kind = (typeof KINDS)[number];

interface Known {
  id: string;
  businessId: string | null;
  customerId: string | null;
  /** Other things that belong to it, such as a pickup's code. */
  facets: Record<string, string>;
}

interface Offer extends Known {
  businessId: string;
}

/** Kinds that belong to a customer; the others only to a business. */
const OF_CUSTOMERS: readonly Kind[] = ["customer", "order", "pickup"];
const CUSTOMERS = 40;
const NGOS = 8;
const STAFF = 20;
const ADMINS = 8;
const MAX_OFFERS = 300;
/** By then a slot has ended. */
const AFTER_SLOT_MS = 2 * 3_600_000;
/** `<kind.facet:scope#n>`: the n-th thing of a kind in scope, or something that belongs to it. */
const REFERENCE = /<(\w+)(?:\.(\w+))?(?::(\w+))?#(\d+)>/g;

export class World {
  readonly ledger = new Ledger();
  readonly #run: string;
  readonly #known = new Map<Kind, Map<string, Known>>(KINDS.map((kind) => [kind, new Map()]));
  readonly #offers: Offer[] = [];
  readonly #shops: string[] = [];
  readonly #vaults: string[] = [];
  readonly #vaultCustomers: string[] = [];
  #forgers: Caller[] = [];

  constructor(run: string) {
    this.#run = run;
  }

  async open(): Promise<void> {
    this.#forgers = await makeForgers();
    for (const id of this.customerIds) this.add("customer", id, { customerId: id });
  }

  get customerIds(): string[] {
    const ngos = Array.from({ length: NGOS }, (_, n) => `ngo-${n}-${this.#run}`);
    return [...Array.from({ length: CUSTOMERS }, (_, n) => `customer-${n}-${this.#run}`), ...ngos];
  }

  /** Customers are erased in the course of the run, so that new ones keep coming. */
  addVaultCustomer(): Promise<Caller> {
    const id = `vault-customer-${this.#vaultCustomers.length}-${this.#run}`;
    this.#vaultCustomers.push(id);
    this.add("customer", id, { customerId: id });
    return signIn("vault customer", "customer", id, null);
  }

  addShop(businessId: string): void {
    this.add("business", businessId, { businessId });
    this.#shops.push(businessId);
  }

  addVault(): string {
    const id = `vault-${this.#vaults.length}-${this.#run}`;
    this.#vaults.push(id);
    this.add("business", id, { businessId: id });
    return id;
  }

  add(kind: Kind, id: string, about: Partial<Known> = {}): void {
    const known = this.#known.get(kind);
    if (known?.has(id)) return;
    known?.set(id, { id, businessId: null, customerId: null, facets: {}, ...about });
  }

  has(kind: Kind): boolean {
    return (this.#known.get(kind)?.size ?? 0) > 0;
  }

  addSchedule(id: string, businessId: string): void {
    this.add("schedule", id, { businessId });
    this.ledger.add(id, { what: "a schedule's id", businessId, customers: [], isPublic: false });
  }

  addWebhook(id: string, businessId: string): void {
    this.add("webhook", id, { businessId });
    this.ledger.add(id, { what: "a webhook's id", businessId, customers: [], isPublic: false });
  }

  addDelivery(webhook: string, eventId: string, businessId: string): void {
    this.add("delivery", eventId, { businessId, facets: { webhook } });
    this.ledger.add(eventId, { what: "a delivered event's id", businessId, customers: [], isPublic: false });
  }

  addOffer(businessId: string, facets: { listing: string; slot: string; location: string; date: string }): void {
    this.#offers.push({ id: facets.slot, businessId, customerId: null, facets: { ...facets, business: businessId } });
    if (this.#offers.length > MAX_OFFERS) this.#offers.shift();
  }

  /** The n-th caller of a kind. */
  async caller(kind: CallerKind, n: number): Promise<Caller> {
    const pick = (list: readonly string[]) => list[n % list.length] ?? "";
    switch (kind) {
      case "nobody":
        return nobody;
      case "scraper":
        return scraper();
      case "forger":
        return this.#forgers[n % this.#forgers.length] ?? nobody;
      case "customer":
        return signIn(kind, "customer", pick(this.customerIds.slice(0, CUSTOMERS)), null);
      case "ngo":
        return signIn(kind, "ngo", pick(this.customerIds.slice(CUSTOMERS)), null);
      case "provider":
        return signIn(kind, "provider", `staff-${n % STAFF}-${this.#run}`, pick(this.#shops));
      case "vault customer":
        return signIn(kind, "customer", pick(this.#vaultCustomers), null);
      case "vault provider":
        return signIn(kind, "provider", `vault-staff-${n % STAFF}-${this.#run}`, pick(this.#vaults));
      case "admin":
        return signIn(kind, "admin", `admin-${n % ADMINS}-${this.#run}`, null);
    }
  }

  /** The one that came last, whom nobody has had the time to disturb: a customer and the staff of the vault. */
  async newest(): Promise<{ customer: Caller; provider: Caller }> {
    const [customerId = "", vault = ""] = [this.#vaultCustomers.at(-2), this.#vaults.at(-1)];
    return {
      customer: await signIn("vault customer", "customer", customerId, null),
      provider: await signIn("vault provider", "provider", `owner-of-${vault}`, vault),
    };
  }

  /** The same member of staff, signed in for another business. */
  twin({ kind, id, businessId }: Caller): Promise<Caller> {
    const another = [...this.#vaults, ...this.#shops].find((shop) => shop !== businessId) ?? "";
    return signIn(kind, "provider", id, another);
  }

  /** Puts real values where a request refers to them. What there is none of stays a plausible id. */
  resolve(text: string, caller: Caller): string {
    return text.replace(REFERENCE, (_, kind: string, facet: string | undefined, scope = "any", n: string) => {
      if (kind === "caller") return caller.id;
      const list = kind === "offer" ? this.#offersFor(caller) : this.#scoped(kind as Kind, scope, caller);
      const found = list[Number(n) % list.length];
      if (kind === "offer" && facet === "order") return this.#orderFor(found, caller, Number(n));
      return (facet === undefined ? found?.id : found?.facets[facet]) ?? "00000000-0000-7000-8000-000000000000";
    });
  }

  #scoped(kind: Kind, scope: string, caller: Caller): Known[] {
    const all = [...(this.#known.get(kind)?.values() ?? [])];
    const isVaults = ({ businessId, customerId }: Known) =>
      this.#vaults.includes(businessId ?? "") || this.#vaultCustomers.includes(customerId ?? "");
    if (scope === "vault") return all.filter(isVaults);
    if (scope === "foreign") {
      const isOwn = ({ businessId, customerId }: Known) =>
        (businessId !== null && businessId === caller.businessId) || (customerId !== null && customerId === caller.id);
      return all.filter((known) => isVaults(known) && !isOwn(known));
    }
    if (scope === "open") return all.filter((known) => !isVaults(known));
    if (scope !== "mine" || caller.role === "admin" || caller.role === null) return all;
    if (caller.role === "provider") return all.filter(({ businessId }) => businessId === caller.businessId);
    return OF_CUSTOMERS.includes(kind) ? all.filter(({ customerId }) => customerId === caller.id) : all;
  }

  /** Offers of the caller's business, or those the caller has an order for; all of them for others. */
  #offersFor(caller: Caller): Known[] {
    const own = this.#scoped(caller.role === "provider" ? "business" : "order", "mine", caller);
    const shops = new Set(own.map(({ businessId }) => businessId));
    const fitting = this.#offers.filter(({ businessId }) => shops.has(businessId));
    return fitting.length > 0 ? fitting : this.#offers;
  }

  /** An order with which the caller could take an offer. */
  #orderFor(offer: Known | undefined, caller: Caller, n: number): string {
    const fitting = this.#scoped("order", "mine", caller).filter(({ businessId }) => businessId === offer?.businessId);
    return fitting[n % fitting.length]?.id ?? "no-such-order";
  }

  /** Notes the ids in an answer. An admin's answers say nothing of whose they are, so they are left out. */
  learn(operation: Operation, caller: Caller, body: Json): void {
    if (caller.role === null || caller.role === "admin") return;
    const [, resource = ""] = operation.name.split(/[ /]+/);
    const own = { businessId: caller.businessId };
    const visit = (value: Json, key: string): void => {
      if (Array.isArray(value)) for (const item of value) visit(item, key);
      if (typeof value !== "object" || value === null || Array.isArray(value)) return;
      const kind = KIND_OF_KEY[key] ?? KIND_OF_RESOURCE[resource];
      if (typeof value.id === "string" && kind === "schedule" && caller.businessId !== null) {
        this.addSchedule(value.id, caller.businessId);
      } else if (typeof value.id === "string" && kind && kind !== "pickup") this.add(kind, value.id, own);
      if (key === "qr_code") this.learnPickup(value);
      for (const [name, inner] of Object.entries(value)) visit(inner, name === "results" ? key : name);
    };
    visit(body, "");
    if (resource === "available-slots") this.#learnOffers(body);
  }

  /** A pickup as its QR object tells of it; its owners stand in the object itself. */
  learnPickup(qrCode: { [key: string]: Json }): void {
    const { data, image_url: imageUrl } = qrCode as { data: Record<string, string>; image_url: string };
    const { pickup_id: id, confirmation_code: code, business_id: businessId, customer_id: customerId } = data;
    // An erased customer's pickup says no more whose it was.
    if (!id || !code || !businessId || !customerId) return;
    const image = imageUrl.split("/").at(-1) ?? "";
    const counter = `${data.scheduled_time?.replace(" ", "T")}:00+02:00`;
    const later = new Date(Date.parse(counter) + AFTER_SLOT_MS).toISOString();
    const facets = { business: businessId, code, image, counter, later, token: qrToken(id, code) };
    this.add("pickup", id, { businessId, customerId, facets });
    const secret = { businessId, customers: [customerId], isPublic: false };
    this.ledger.add(id, { what: "a pickup's id", ...secret });
    this.ledger.add(code, { what: "a pickup's code", ...secret, isPersonal: true });
    this.ledger.add(image.split(".")[2] ?? "", { what: "a QR image's address", ...secret, isPersonal: true });
  }

  #learnOffers(body: Json): void {
    const {
      food_listing: listing,
      date,
      available_slots: slots,
    } = body as unknown as {
      food_listing: { id: string };
      date: string;
      available_slots: { id: string; location: { id: string } }[];
    };
    const businessId = this.#known.get("listing")?.get(listing.id)?.businessId;
    if (!businessId) return;
    for (const { id: slot, location } of slots) {
      this.addOffer(businessId, { listing: listing.id, slot, location: location.id, date });
    }
  }
}

const KIND_OF_KEY: Record<string, Kind> = {
  location: "location",
  food_listing: "listing",
  business: "business",
  slots: "slot",
  available_slots: "slot",
  locations: "location",
};

const KIND_OF_RESOURCE: Record<string, Kind> = {
  "pickup-locations": "location",
  "pickup-schedules": "schedule",
};
