/** A pickup as an iCalendar file (RFC 5545), for the calendar of whoever downloads it. */
import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventStatus } from "ical-generator";
import type { PickupDetails } from "../db/pickups";
import { isLive } from "../domain/pickup-lifecycle";
import type { EpochMs } from "../domain/time";

const SERVICE = "scheduling.save-n-bite";
const ALARM_SECONDS = 60 * 60;

/**
 * Downloaded again after a change, the file updates the entry it made: same UID, higher SEQUENCE. `showsCode` is for the
 * customer's own file; a code is of no use once the pickup is over.
 */
export function calendarFile(
  { pickup, listing, business, location }: PickupDetails,
  { now, showsCode }: { now: EpochMs; showsCode: boolean },
): string {
  const calendar = ical({
    prodId: { company: "Save n Bite", product: "Scheduling", language: "EN" },
    method: ICalCalendarMethod.PUBLISH,
  });
  const event = calendar.createEvent({
    id: `${pickup.id}@${SERVICE}`,
    sequence: pickup.revision,
    stamp: new Date(now),
    created: new Date(pickup.createdAt),
    lastModified: new Date(pickup.updatedAt),
    start: new Date(pickup.startsAt),
    end: new Date(pickup.endsAt),
    summary: `Collect ${pickup.quantity} × ${listing.name} at ${business.name}`,
    location: {
      title: location.name,
      address: location.address,
      geo: { lat: Number(location.latitude), lon: Number(location.longitude) },
    },
    description: [showsCode && isLive(pickup) && `Code: ${pickup.confirmationCode}`, location.instructions]
      .filter(Boolean)
      .join("\n"),
    status: pickup.status === "cancelled" ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  if (isLive(pickup)) event.createAlarm({ type: ICalAlarmType.display, triggerBefore: ALARM_SECONDS });
  return calendar.toString();
}
