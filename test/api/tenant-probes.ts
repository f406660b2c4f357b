/** What each route is asked to show that it keeps one tenant's objects from another. */
import { env } from "cloudflare:workers";
import { readConfig } from "../../src/config";
import { signToken } from "../../src/qr/token";
import type { Caller } from "../support/api";
import { AT_COUNTER, TOMORROW } from "../support/world";

const DAY = `start_date=${TOMORROW}&end_date=${TOMORROW}`;
const AFTER_SLOT = "2026-06-26T15:30:00Z";

/** Everything of one business and one customer that an id can name. */
export interface Owned {
  businessId: string;
  locationId: string;
  scheduleId: string;
  listingId: string;
  pickupId: string;
  code: string;
  orderId: string;
  customerId: string;
  webhookId: string;
  /** Of an event that the webhook was told. */
  eventId: string;
  recommendationId: string;
}

export interface Victim extends Owned {
  provider: Caller;
  customer: Caller;
  slotId: string;
}

export interface Probe {
  path: string;
  body?: unknown;
  now?: string;
}

/** Asks for `named`, which is either the victim's or of nobody; the rest of the request is good. */
export type ProbeOf = (named: Owned, victim: Victim, own: Victim) => Probe | Promise<Probe>;

const window = { pickup_window: "17:00-19:00" };
const qrToken = ({ pickupId, code }: Owned) => signToken(readConfig(env).qrKeys, { pickupId, code });

/** Routes that must answer 404 for another's object, in the very words they have for one that does not exist. */
export const hidden: Record<string, ProbeOf[]> = {
  "GET /pickup-locations/:id": [({ locationId }) => ({ path: `pickup-locations/${locationId}/` })],
  "PATCH /pickup-locations/:id": [
    ({ locationId }) => ({ path: `pickup-locations/${locationId}/`, body: { name: "Taken over" } }),
  ],
  "DELETE /pickup-locations/:id": [({ locationId }) => ({ path: `pickup-locations/${locationId}/` })],
  "POST /pickup-schedules": [
    ({ listingId }, _, { locationId }) => ({
      path: "pickup-schedules/",
      body: { food_listing_id: listingId, location_id: locationId, ...window },
    }),
  ],
  "GET /pickup-schedules/:id": [({ scheduleId }) => ({ path: `pickup-schedules/${scheduleId}/` })],
  "PATCH /pickup-schedules/:id": [
    ({ scheduleId }) => ({ path: `pickup-schedules/${scheduleId}/`, body: { total_slots: 1 } }),
  ],
  "DELETE /pickup-schedules/:id": [({ scheduleId }) => ({ path: `pickup-schedules/${scheduleId}/` })],
  "GET /webhooks/:id": [({ webhookId }) => ({ path: `webhooks/${webhookId}/` })],
  "DELETE /webhooks/:id": [({ webhookId }) => ({ path: `webhooks/${webhookId}/` })],
  "GET /webhooks/:id/deliveries": [({ webhookId }) => ({ path: `webhooks/${webhookId}/deliveries/` })],
  "POST /webhooks/:id/deliveries/:event_id/redeliver": [
    ({ webhookId, eventId }) => ({ path: `webhooks/${webhookId}/deliveries/${eventId}/redeliver/` }),
    ({ eventId }, _, own) => ({ path: `webhooks/${own.webhookId}/deliveries/${eventId}/redeliver/` }),
  ],
  "POST /optimization/apply": [
    ({ recommendationId }) => ({ path: "optimization/apply/", body: { recommendation_id: recommendationId } }),
  ],
  "POST /optimization/undo": [
    ({ recommendationId }) => ({ path: "optimization/undo/", body: { recommendation_id: recommendationId } }),
  ],
  "GET /notifications": [({ pickupId }) => ({ path: `notifications/?pickup_id=${pickupId}` })],
  "GET /audit": [({ pickupId }) => ({ path: `audit/?pickup_id=${pickupId}` })],
  "POST /generate-time-slots": [
    ({ listingId }) => ({ path: "generate-time-slots/", body: { food_listing_id: listingId, date: TOMORROW } }),
  ],
  "POST /verify-code": [
    ({ code }) => ({ path: "verify-code/", body: { confirmation_code: code }, now: AT_COUNTER }),
    async (named) => ({ path: "verify-code/", body: { qr_token: await qrToken(named) }, now: AT_COUNTER }),
    ({ pickupId, code, businessId }) => ({
      path: "verify-code/",
      body: { qr_data: { pickup_id: pickupId, confirmation_code: code, business_id: businessId } },
      now: AT_COUNTER,
    }),
    ({ pickupId, code }, _, own) => ({
      path: "verify-code/",
      body: { qr_data: { pickup_id: pickupId, confirmation_code: code, business_id: own.businessId } },
      now: AT_COUNTER,
    }),
    ({ code }, victim) => ({
      path: "verify-code/",
      body: { confirmation_code: code, business_id: victim.businessId },
      now: AT_COUNTER,
    }),
  ],
  "POST /complete-pickup/:id": [({ pickupId }) => ({ path: `complete-pickup/${pickupId}/`, now: AT_COUNTER })],
  "POST /schedule": [
    ({ orderId }, { listingId, slotId }) => ({
      path: "schedule/",
      body: { order_id: orderId, food_listing_id: listingId, time_slot_id: slotId, date: TOMORROW },
    }),
  ],
  "GET /pickups/:id": [({ pickupId }) => ({ path: `pickups/${pickupId}/` })],
  "GET /pickups/:id/calendar.ics": [({ pickupId }) => ({ path: `pickups/${pickupId}/calendar.ics` })],
  "PATCH /pickups/:id": [
    ({ pickupId }) => ({ path: `pickups/${pickupId}/`, body: { status: "missed" }, now: AFTER_SLOT }),
  ],
  "DELETE /pickups/:id/cancel": [
    ({ pickupId }) => ({ path: `pickups/${pickupId}/cancel/`, body: { reason: "Not mine" } }),
  ],
  "POST /pickups/:id/cancel": [
    ({ pickupId }) => ({ path: `pickups/${pickupId}/cancel/`, body: { reason: "Not mine" } }),
  ],
};

/** Routes that refuse another business's location by name, as they do one that does not exist. */
export const foreignLocation: Record<string, ProbeOf> = {
  "GET /analytics": ({ locationId }) => ({ path: `analytics/?${DAY}&location_id=${locationId}` }),
  "GET /demand-forecast": ({ locationId }) => ({ path: `demand-forecast/?location_id=${locationId}` }),
  "GET /pickup-schedules": ({ locationId }) => ({ path: `pickup-schedules/?location_id=${locationId}` }),
  "POST /pickup-schedules": ({ locationId }, _, { listingId }) => ({
    path: "pickup-schedules/",
    body: { food_listing_id: listingId, location_id: locationId, ...window },
  }),
  "PATCH /pickup-schedules/:id": ({ locationId }, _, { scheduleId }) => ({
    path: `pickup-schedules/${scheduleId}/`,
    body: { location_id: locationId },
  }),
};

/** Lists, where naming another tenant changes nothing: the caller gets their own. */
export const ownOnly: Record<string, (named: Owned) => { plain: string; naming: string }> = {
  "GET /pickup-locations": ({ businessId }) => ({
    plain: "pickup-locations/",
    naming: `pickup-locations/?business_id=${businessId}`,
  }),
  "GET /pickup-schedules": ({ businessId }) => ({
    plain: "pickup-schedules/",
    naming: `pickup-schedules/?business_id=${businessId}`,
  }),
  "GET /schedule-overview": ({ businessId }) => ({
    plain: `schedule-overview/?date=${TOMORROW}`,
    naming: `schedule-overview/?date=${TOMORROW}&business_id=${businessId}`,
  }),
  "GET /live/board": ({ businessId }) => ({
    plain: `live/board/?date=${TOMORROW}`,
    naming: `live/board/?date=${TOMORROW}&business_id=${businessId}`,
  }),
  "GET /webhooks": ({ businessId }) => ({
    plain: "webhooks/",
    naming: `webhooks/?business_id=${businessId}`,
  }),
  "GET /analytics": ({ businessId }) => ({
    plain: `analytics/?${DAY}`,
    naming: `analytics/?${DAY}&business_id=${businessId}`,
  }),
  "GET /analytics/daily-report": ({ businessId }) => ({
    plain: `analytics/daily-report/?date=${TOMORROW}`,
    naming: `analytics/daily-report/?date=${TOMORROW}&business_id=${businessId}`,
  }),
  "GET /analytics/export": ({ businessId }) => ({
    plain: `analytics/export/?${DAY}`,
    naming: `analytics/export/?${DAY}&business_id=${businessId}`,
  }),
  "GET /demand-forecast": ({ businessId }) => ({
    plain: `demand-forecast/?date=${TOMORROW}`,
    naming: `demand-forecast/?date=${TOMORROW}&business_id=${businessId}`,
  }),
  "GET /optimization": ({ businessId }) => ({
    plain: "optimization/",
    naming: `optimization/?business_id=${businessId}`,
  }),
  "GET /my-pickups": ({ customerId }) => ({
    plain: "my-pickups/",
    naming: `my-pickups/?customer_id=${customerId}`,
  }),
  "GET /my-pickups/route": ({ customerId }) => ({
    plain: "my-pickups/route/",
    naming: `my-pickups/route/?customer_id=${customerId}`,
  }),
  "GET /privacy/export": ({ customerId }) => ({
    plain: "privacy/export/",
    naming: `privacy/export/?user_id=${customerId}`,
  }),
  "GET /orders/awaiting-pickup": ({ customerId }) => ({
    plain: "orders/awaiting-pickup/",
    naming: `orders/awaiting-pickup/?customer_id=${customerId}`,
  }),
};

/** Routes with an id that have a test of their own, below or beside this suite. */
export const otherwise = [
  "POST /pickup-locations",
  "GET /available-slots",
  "GET /live/slots",
  "POST /live/ticket",
  "POST /privacy/anonymize",
  "POST /send-reminders",
  "POST /webhooks",
];
