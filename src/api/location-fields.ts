import type { Location } from "../db/locations";

type Place = Pick<
  Location,
  "name" | "address" | "instructions" | "contactPerson" | "contactPhone" | "latitude" | "longitude"
>;

/** What everybody is told of the place where food is handed over. */
export const locationFields = ({ name, address, instructions, contactPerson, contactPhone, ...point }: Place) => ({
  name,
  address,
  instructions,
  contact_person: contactPerson,
  contact_phone: contactPhone,
  latitude: point.latitude,
  longitude: point.longitude,
});
