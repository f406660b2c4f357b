import { call } from "../../calls/api";
import { asBusiness } from "../../session/session";
import type { Location } from "../calls/places";
import { Field, TextField } from "../forms/field";
import { FormEnd } from "../forms/form-end";
import { Tick } from "../forms/tick";
import { type Form, useForm } from "../forms/use-form";
import { HoursField } from "./hours-field";
import { LOCATION_FIELDS, type LocationValues, locationBody, locationChange, locationValues } from "./location-values";

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
  return (
    <form ref={form.ref} noValidate onSubmit={form.submit} aria-labelledby="location-form">
      <h3 id="location-form">{location ? `Change ${location.name}` : "New location"}</h3>
      <Text form={form} label="Name" value="name" field="name" />
      <Text form={form} label="Address" value="address" field="address" />
      <div class="pair">
        <Text
          form={form}
          label="Latitude"
          value="latitude"
          field="latitude"
          inputMode="decimal"
          hint="Such as -25.7479"
        />
        <Text
          form={form}
          label="Longitude"
          value="longitude"
          field="longitude"
          inputMode="decimal"
          hint="Such as 28.2293"
        />
      </div>
      <Area
        form={form}
        label="Instructions"
        value="instructions"
        field="instructions"
        hint="How customers find the counter"
      />
      <div class="pair">
        <Text form={form} label="Contact person" value="contactPerson" field="contact_person" />
        <Text form={form} label="Contact phone" value="contactPhone" field="contact_phone" type="tel" />
      </div>
      <HoursField form={form} />
      <Area form={form} label="Facilities" value="facilities" field="facilities" hint="One a line, such as parking" />
      <Text
        form={form}
        label="Seats per slot"
        value="slotCapacity"
        field="slot_capacity"
        inputMode="numeric"
        hint="Of all listings together; empty for what the schedules say"
      />
      <Tick
        label="Where new listings are handed over"
        value={form.values.isDefault}
        onChange={(value) => form.set("isDefault", value)}
      />
      {location && <Tick label="Open" value={form.values.isActive} onChange={(value) => form.set("isActive", value)} />}
      <FormEnd form={form} onCancel={onCancel} />
    </form>
  );
}

type TextName = {
  [K in keyof LocationValues]: LocationValues[K] extends string ? K : never;
}[keyof LocationValues];

interface InputProps {
  form: Form<LocationValues>;
  label: string;
  value: TextName;
  field: (typeof LOCATION_FIELDS)[number];
  hint?: string;
}

function Text({
  form,
  value,
  field,
  ...rest
}: InputProps & { type?: "text" | "tel"; inputMode?: "numeric" | "decimal" }) {
  return (
    <TextField
      {...rest}
      errors={form.errorsOf(field)}
      value={form.values[value]}
      onInput={(text) => form.set(value, text)}
    />
  );
}

function Area({ form, value, field, ...rest }: InputProps) {
  return (
    <Field {...rest} errors={form.errorsOf(field)}>
      {(facts) => (
        <textarea
          {...facts}
          rows={3}
          value={form.values[value]}
          onInput={({ currentTarget }) => form.set(value, currentTarget.value)}
        />
      )}
    </Field>
  );
}
