interface Place {
  name: string;
  address: string;
  instructions: string;
  contactPerson: string;
  contactPhone: string;
  latitude: string;
  longitude: string;
}

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
