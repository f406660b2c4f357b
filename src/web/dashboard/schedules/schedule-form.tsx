import { call } from "../../calls/api";
import { asBusiness } from "../../session/session";
import type { Location, Schedule } from "../calls/places";
import { Field, TextField } from "../forms/field";
import { FormEnd } from "../forms/form-end";
import { Tick } from "../forms/tick";
import { type TextInput, useForm } from "../forms/use-form";
import { newSchedule, SCHEDULE_FIELDS, scheduleChange, scheduleValues } from "./schedule-values";

/** Makes a schedule, or changes the one that is given. */
export function ScheduleForm({
  schedule,
  locations,
  listings,
  onSaved,
  onCancel,
}: {
  schedule: Schedule | null;
  locations: readonly Location[];
  listings: readonly Schedule["food_listing"][];
  onSaved: (schedule: Schedule) => void;
  onCancel: () => void;
}) {
  const open = locations.filter(({ is_active, id }) => is_active || id === schedule?.location.id);
  const before = scheduleValues(schedule, open.find(({ is_default }) => is_default)?.id ?? open[0]?.id ?? "");
  const form = useForm(before, SCHEDULE_FIELDS, async (values) =>
    onSaved(
      schedule === null
        ? await call("pickup-schedules/", { method: "POST", body: { ...newSchedule(values), ...asBusiness() } })
        : await call(`pickup-schedules/${schedule.id}/`, { method: "PATCH", body: scheduleChange(before, values) }),
    ),
  );
  const { values, set, text } = form;
  return (
    <form ref={form.ref} noValidate onSubmit={form.submit} aria-labelledby="schedule-form">
      <h3 id="schedule-form">{schedule ? `Change the schedule of ${schedule.food_listing.name}` : "New schedule"}</h3>
      {schedule === null && <ListingField input={text("listingId", "food_listing_id")} listings={listings} />}
      <LocationField input={text("locationId", "location_id")} locations={open} />
      <div class="pair">
        <TextField label="Window opens" type="time" {...text("opens", "pickup_window")} />
        <TextField label="Window closes" type="time" hint="00:00 is midnight" {...text("closes")} />
      </div>
      <div class="pair">
        <TextField label="Slots" inputMode="numeric" {...text("totalSlots", "total_slots")} />
        <TextField label="Orders per slot" inputMode="numeric" {...text("maxOrders", "max_orders_per_slot")} />
        <TextField label="Minutes between slots" inputMode="numeric" {...text("buffer", "slot_buffer_minutes")} />
      </div>
      {schedule && (
        <Tick label="Open for bookings" value={values.isActive} onChange={(value) => set("isActive", value)} />
      )}
      <FormEnd form={form} onCancel={onCancel} />
    </form>
  );
}

interface Named {
  id: string;
  name: string;
}

const Options = ({ of }: { of: readonly Named[] }) =>
  of.map(({ id, name }) => (
    <option key={id} value={id}>
      {name}
    </option>
  ));

/** The API lists no listings: those with a schedule are known, others go by their id. */
const ListingField = ({ input, listings }: { input: TextInput; listings: readonly Named[] }) => (
  <>
    <TextField
      label="Food listing id"
      hint="Listings that had a schedule before are offered as you type"
      list="listings"
      {...input}
    />
    <datalist id="listings">
      <Options of={listings} />
    </datalist>
  </>
);

const LocationField = ({ input, locations }: { input: TextInput; locations: readonly Named[] }) => (
  <Field label="Location" errors={input.errors}>
    {(facts) => (
      <select {...facts} value={input.value} onChange={({ currentTarget }) => input.onInput(currentTarget.value)}>
        <Options of={locations} />
      </select>
    )}
  </Field>
);
