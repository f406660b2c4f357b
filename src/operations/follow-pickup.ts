/** What follows a change of a pickup: who is told, which subscribers hear its event, its QR image. Safe to repeat. */
import type { PickupChange, PickupEvent } from "../booking/effects";
import { findOwner } from "../db/businesses";
import { findPickup } from "../db/pickups";
import { errorName } from "../domain/error-name";
import { remindersOf } from "../domain/notifications";
import { isLive } from "../domain/pickup-lifecycle";
import type { Canceller, NotificationType } from "../domain/vocabulary";
import { storeImage } from "../qr/store";
import type { Deps } from "./deps";
import { type NotificationRequest, notify } from "./notify";
import { queueWebhooks } from "./queue-webhooks";

export async function followPickup(deps: Deps, { at, event }: PickupChange): Promise<void> {
  await notify(deps, [...customersNews(event, at), ...(await businessNews(deps, event, at))]);
  await queueWebhooks(deps, event);
  if (event.type === "pickup.scheduled") await keepImage(deps, event.data.pickup_id);
}

/** Draws the QR image ahead of its first look: drawing takes longer than booking. When R2 fails, that look draws it. */
async function keepImage(deps: Deps, pickupId: string): Promise<void> {
  const pickup = await findPickup(deps.db, pickupId);
  if (!pickup || !isLive(pickup)) return;
  try {
    await storeImage(deps, { pickupId, code: pickup.confirmationCode });
  } catch (error) {
    const failure = { pickup: pickupId, error: errorName(error) };
    console.warn(JSON.stringify({ level: "warn", event: "qr_image_not_stored", ...failure }));
  }
}

/** Who hears of a cancellation: whoever did not do it, and both when the order went. */
const TELLS_CUSTOMER: readonly Canceller[] = ["business", "admin", "order"];
const TELLS_BUSINESS: readonly Canceller[] = ["customer", "order", "system"];

function customersNews({ type, data }: PickupEvent, at: number): NotificationRequest[] {
  const news = (name: NotificationType, when: { dueAt: number; expiresAt: number | null }): NotificationRequest => ({
    subject: data.pickup_id,
    pickupId: data.pickup_id,
    type: name,
    businessId: data.business_id,
    userId: data.customer_id,
    ...when,
  });
  const atOnce = { dueAt: at, expiresAt: null };
  switch (type) {
    case "pickup.scheduled": {
      const startsAt = Date.parse(data.starts_at);
      const reminders = remindersOf({ startsAt, createdAt: at });
      return [
        news("pickup_booked", { dueAt: at, expiresAt: startsAt }),
        ...reminders.map(({ type: name, ...when }) => news(name, when)),
      ];
    }
    case "pickup.completed":
      return [news("pickup_completed", atOnce)];
    case "pickup.missed":
      return [news("pickup_missed", atOnce)];
    case "pickup.cancelled":
      return data.cancelled_by && TELLS_CUSTOMER.includes(data.cancelled_by) ? [news("pickup_cancelled", atOnce)] : [];
    case "pickup.verified":
      return [];
  }
}

async function businessNews({ db }: Deps, { type, data }: PickupEvent, at: number): Promise<NotificationRequest[]> {
  const isTold = data.cancelled_by && TELLS_BUSINESS.includes(data.cancelled_by) && data.notify_business !== false;
  if (type !== "pickup.cancelled" || !isTold) return [];
  return [
    {
      subject: data.pickup_id,
      pickupId: data.pickup_id,
      type: "customer_cancelled",
      businessId: data.business_id,
      userId: await findOwner(db, data.business_id),
      dueAt: at,
      expiresAt: null,
    },
  ];
}
