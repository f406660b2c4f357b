import type { Weekday } from "../../../domain/operating-hours";
import type { Location } from "../calls/places";
import { numberOf } from "../forms/use-form";

export const WEEKDAYS: readonly Weekday[] = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
];

/** Both empty where it is closed. */
export interface Hours {
  opens: string;
  closes: string;
}

/** As they are typed. */
export interface LocationValues {
  name: string;
  address: string;
  instructions: string;
  contactPerson: string;
  contactPhone: string;
  latitude: string;
  longitude: string;
  /** Else those of the business hold. */
  hasOwnHours: boolean;
  hours: Record<Weekday, Hours>;
  /** One a line. */
  facilities: string;
  /** Empty where the schedules alone set limits. */
  slotCapacity: string;
  isDefault: boolean;
  isActive: boolean;
}

/** The fields of the API that the form has an input for. */
export const LOCATION_FIELDS = [
  "name",
  "address",
  "instructions",
  "contact_person",
  "contact_phone",
  "latitude",
  "longitude",
  "operating_hours",
  "facilities",
  "slot_capacity",
] as const;

export function locationValues(location: Location | null): LocationValues {
  const hoursOn = (day: Weekday): Hours => {
    const [opens = "", closes = ""] = location?.operating_hours?.[day]?.split("-") ?? [];
    return { opens, closes };
  };
  return {
    name: location?.name ?? "",
    address: location?.address ?? "",
    instructions: location?.instructions ?? "",
    contactPerson: location?.contact_person ?? "",
    contactPhone: location?.contact_phone ?? "",
    latitude: location?.latitude ?? "",
    longitude: location?.longitude ?? "",
    hasOwnHours: location !== null && location.operating_hours !== null,
    hours: Object.fromEntries(WEEKDAYS.map((day) => [day, hoursOn(day)])) as Record<Weekday, Hours>,
    facilities: location?.facilities.join("\n") ?? "",
    slotCapacity: location?.slot_capacity?.toString() ?? "",
    isDefault: location?.is_default ?? false,
    isActive: location?.is_active ?? true,
  };
}

const rangeOf = ({ opens, closes }: Hours): string | null => (opens || closes ? `${opens}-${closes}` : null);

/** As the service takes it. */
export const locationBody = (values: LocationValues): Record<string, unknown> => ({
  name: values.name,
  address: values.address,
  instructions: values.instructions,
  contact_person: values.contactPerson,
  contact_phone: values.contactPhone,
  latitude: values.latitude,
  longitude: values.longitude,
  operating_hours: values.hasOwnHours
    ? Object.fromEntries(WEEKDAYS.map((day) => [day, rangeOf(values.hours[day])]))
    : null,
  facilities: values.facilities.split("\n").filter((line) => line.trim() !== ""),
  slot_capacity: values.slotCapacity.trim() === "" ? null : numberOf(values.slotCapacity),
  is_default: values.isDefault,
});

/** Only what was changed, so that nothing is undone that somebody else changed meanwhile. */
export function locationChange(before: LocationValues, after: LocationValues): object {
  const was: Record<string, unknown> = { ...locationBody(before), is_active: before.isActive };
  const is = { ...locationBody(after), is_active: after.isActive };
  const differs = ([field, value]: [string, unknown]) => JSON.stringify(was[field]) !== JSON.stringify(value);
  return Object.fromEntries(Object.entries(is).filter(differs));
}
