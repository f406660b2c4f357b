import { call } from "../../calls/api";
import { asBusiness } from "../../session/session";
import type { Location, Schedule } from "../calls/places";
import { Field, TextField } from "../forms/field";
import { FormEnd } from "../forms/form-end";
import { Tick } from "../forms/tick";
import { useForm } from "../forms/use-form";
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
  const { values, set, errorsOf } = form;
  return (
    <form ref={form.ref} noValidate onSubmit={form.submit} aria-labelledby="schedule-form">
      <h3 id="schedule-form">{schedule ? `Change the schedule of ${schedule.food_listing.name}` : "New schedule"}</h3>
      {schedule === null && (
        <>
          <TextField
            label="Food listing id"
            hint="Listings that had a schedule before are offered as you type"
            list="listings"
            errors={errorsOf("food_listing_id")}
            value={values.listingId}
            onInput={(value) => set("listingId", value)}
          />
          <datalist id="listings">
            {listings.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </datalist>
        </>
      )}
      <Field label="Location" errors={errorsOf("location_id")}>
        {(facts) => (
          <select
            {...facts}
            value={values.locationId}
            onChange={({ currentTarget }) => set("locationId", currentTarget.value)}
          >
            {open.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div class="pair">
        <TextField
          label="Window opens"
          type="time"
          errors={errorsOf("pickup_window")}
          value={values.opens}
          onInput={(value) => set("opens", value)}
        />
        <TextField
          label="Window closes"
          type="time"
          hint="00:00 is midnight"
          errors={undefined}
          value={values.closes}
          onInput={(value) => set("closes", value)}
        />
      </div>
      <div class="pair">
        <TextField
          label="Slots"
          inputMode="numeric"
          errors={errorsOf("total_slots")}
          value={values.totalSlots}
          onInput={(value) => set("totalSlots", value)}
        />
        <TextField
          label="Orders per slot"
          inputMode="numeric"
          errors={errorsOf("max_orders_per_slot")}
          value={values.maxOrders}
          onInput={(value) => set("maxOrders", value)}
        />
        <TextField
          label="Minutes between slots"
          inputMode="numeric"
          errors={errorsOf("slot_buffer_minutes")}
          value={values.buffer}
          onInput={(value) => set("buffer", value)}
        />
      </div>
      {schedule && (
        <Tick label="Open for bookings" value={values.isActive} onChange={(value) => set("isActive", value)} />
      )}
      <FormEnd form={form} onCancel={onCancel} />
    </form>
  );
}
