/** What the edge bench sends, and what each is held against. */
import type { LoadRequest } from "./load.ts";
import { customerToken, LISTINGS, listingAt, type Order, providerToken } from "./town.ts";

const API = "/api/scheduling";
const JSON_TYPE = { "content-type": "application/json" };
/** Listings over which spread bookings go; the hot one is none of them. */
export const SPREAD = 200;
export const HOT = 0;

/** Bare routes of the same Worker (`worker.ts`). */
export const BASES = {
  bare: [{ method: "GET", path: "/bare", headers: {} }],
  row: Array.from({ length: LISTINGS }, (_, n) => get(`/bare/row/${listingAt(n)}`)),
  object: [{ method: "POST", path: "/bare/object/hot", headers: {} }],
  booking: Array.from({ length: SPREAD }, (_, n) => ({
    method: "POST",
    path: `/bare/booking/spread-${n}/${listingAt(n)}`,
    headers: {},
  })),
} satisfies Record<string, LoadRequest[]>;

export type Base = keyof typeof BASES;

function get(path: string, token?: string, headers: Record<string, string> = {}): LoadRequest {
  return { method: "GET", path, headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) } };
}

const post = (path: string, token: string, body: object, headers: Record<string, string> = {}): LoadRequest => ({
  method: "POST",
  path: `${API}/${path}`,
  headers: { ...JSON_TYPE, ...headers, authorization: `Bearer ${token}` },
  body: JSON.stringify(body),
});

export async function slotChecks(listings: number[], date: string): Promise<LoadRequest[]> {
  const token = await customerToken("edge-customer-0");
  return listings.map((n) => get(`${API}/available-slots/?food_listing_id=${listingAt(n)}&date=${date}`, token));
}

export const bookings = (orders: Order[], slots: Map<string, string>, date: string): Promise<LoadRequest[]> =>
  Promise.all(
    orders.map(async ({ id, customerId, listing }) =>
      post("schedule/", await customerToken(customerId), {
        order_id: id,
        food_listing_id: listingAt(listing),
        time_slot_id: slots.get(listingAt(listing)),
        date,
        customer_notes: "Please keep the food warm",
      }),
    ),
  );

/** A booking's answer, as far as the counter needs it. */
export interface Booked {
  id: string;
  code: string;
  imagePath: string;
  listing: number;
}

export function readBooked(body: string, listing: number): Booked | null {
  const { pickup, qr_code } = JSON.parse(body || "{}");
  return pickup
    ? { id: pickup.id, code: pickup.confirmation_code, imagePath: new URL(qr_code.image_url).pathname, listing }
    : null;
}

/** At the counter it is the time of the slot. */
export async function verifications(origin: string, booked: Booked[], now: string): Promise<LoadRequest[]> {
  const body = JSON.stringify(booked.map(({ id, code }) => ({ pickupId: id, code })));
  const tokens = (await (await fetch(`${origin}/bare/qr-tokens`, { method: "POST", body })).json()) as string[];
  return Promise.all(
    booked.map(async ({ listing }, n) =>
      post("verify-code/", await providerToken(listing), { qr_token: tokens[n] }, { "x-now": now }),
    ),
  );
}

export const completions = (booked: Booked[], now: string): Promise<LoadRequest[]> =>
  Promise.all(
    booked.map(async ({ id, listing }) =>
      post(
        `complete-pickup/${id}/`,
        await providerToken(listing),
        { verification_method: "qr_code" },
        { "x-now": now },
      ),
    ),
  );

export const images = (booked: Booked[]): LoadRequest[] => booked.map(({ imagePath }) => get(imagePath));

export const reads = (calls: { path: string; token: string }[]): LoadRequest[] =>
  calls.map(({ path, token }) => get(`${API}/${path}`, token));

/** 95 % slot checks, 4 % bookings, 1 % counter, evenly mixed. */
export function mixedDay(checks: LoadRequest[], books: LoadRequest[], counter: LoadRequest[]): LoadRequest[] {
  return books.flatMap((book, n) => [
    ...Array.from({ length: 95 / 4 }, (_, k) => checks[(n * 24 + k) % checks.length] as LoadRequest),
    book,
    ...(n % 4 === 0 && counter[n / 4] ? [counter[n / 4] as LoadRequest] : []),
  ]);
}
