import { call } from "../../calls/api";
import { asBusiness } from "../../session/session";
import type { Location } from "../calls/places";
import { TextArea, TextField } from "../forms/field";
import { FormEnd } from "../forms/form-end";
import { Tick } from "../forms/tick";
import { useForm } from "../forms/use-form";
import { HoursField } from "./hours-field";
import { LOCATION_FIELDS, locationBody, locationChange, locationValues } from "./location-values";

/** Makes a location, or changes the one that is given. */
export function LocationForm({
  location,
  onSaved,
  onCancel,
}: {
  location: Location | null;
  onSaved: (location: Location) => void;
  onCancel: () => void;
}) {
  const before = locationValues(location);
  const form = useForm(before, LOCATION_FIELDS, async (values) =>
    onSaved(
      location === null
        ? await call("pickup-locations/", { method: "POST", body: { ...locationBody(values), ...asBusiness() } })
        : await call(`pickup-locations/${location.id}/`, { method: "PATCH", body: locationChange(before, values) }),
    ),
  );
  const { values, set, text } = form;
  return (
    <form ref={form.ref} noValidate onSubmit={form.submit} aria-labelledby="location-form">
      <h3 id="location-form">{location ? `Change ${location.name}` : "New location"}</h3>
      <TextField label="Name" {...text("name", "name")} />
      <TextField label="Address" {...text("address", "address")} />
      <div class="pair">
        <TextField label="Latitude" inputMode="decimal" hint="Such as -25.7479" {...text("latitude", "latitude")} />
        <TextField label="Longitude" inputMode="decimal" hint="Such as 28.2293" {...text("longitude", "longitude")} />
      </div>
      <TextArea label="Instructions" hint="How customers find the counter" {...text("instructions", "instructions")} />
      <div class="pair">
        <TextField label="Contact person" {...text("contactPerson", "contact_person")} />
        <TextField label="Contact phone" type="tel" {...text("contactPhone", "contact_phone")} />
      </div>
      <HoursField form={form} />
      <TextArea label="Facilities" hint="One a line, such as parking" {...text("facilities", "facilities")} />
      <TextField
        label="Seats per slot"
        inputMode="numeric"
        hint="Of all listings together; empty for what the schedules say"
        {...text("slotCapacity", "slot_capacity")}
      />
      <Tick
        label="Where new listings are handed over"
        value={values.isDefault}
        onChange={(value) => set("isDefault", value)}
      />
      {location && <Tick label="Open" value={values.isActive} onChange={(value) => set("isActive", value)} />}
      <FormEnd form={form} onCancel={onCancel} />
    </form>
  );
}
