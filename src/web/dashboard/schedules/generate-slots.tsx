/** Makes a listing's slots of a day, or shows them where they are up to date. */
import { useEffect, useRef, useState } from "preact/hooks";
import type * as z from "zod";
import type { GenerateResponse } from "../../../api/schemas/slots";
import { call } from "../../calls/api";
import { addDays, longDay } from "../../parts/dates";
import type { Schedule } from "../calls/places";
import { Field } from "../forms/field";
import { FormEnd } from "../forms/form-end";
import { useForm } from "../forms/use-form";
import { Table } from "../table";

type Slots = z.infer<typeof GenerateResponse>;

export function GenerateSlots({
  schedule: { food_listing },
  today,
  onClose,
}: {
  schedule: Schedule;
  today: string;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [made, setMade] = useState<Slots | null>(null);
  const form = useForm({ date: addDays(today, 1) }, ["date"], async ({ date }) => {
    const body = { food_listing_id: food_listing.id, date };
    setMade(await call<Slots>("generate-time-slots/", { method: "POST", body }));
  });
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="slots" onClose={onClose}>
      <article>
        <h3 id="slots">Slots of {food_listing.name}</h3>
        <form ref={form.ref} noValidate onSubmit={form.submit}>
          <Field label="Day" errors={form.errorsOf("date")}>
            {(facts) => (
              <input
                {...facts}
                type="date"
                value={form.values.date}
                onInput={({ currentTarget }) => form.set("date", currentTarget.value)}
              />
            )}
          </Field>
          <FormEnd form={form} yes="Make slots" no="Done" onCancel={() => dialog.current?.close()} />
        </form>
        <div aria-live="polite">{made && <Made slots={made} />}</div>
      </article>
    </dialog>
  );
}

function Made({ slots: { date, slots, slots_created, adjusted } }: { slots: Slots }) {
  return (
    <>
      <p>
        {slots_created === 0 ? "Slots are up to date" : `${slots_created} new slots`} on {longDay(date)}.
        {adjusted && " They keep clear of slots that other listings use."}
      </p>
      <Table
        caption={`Slots on ${longDay(date)}`}
        columns={["Slot", "Booked", "Free"]}
        rows={slots.map(({ id, start_time, end_time, current_bookings, available_spots }) => ({
          key: id,
          cells: [`${start_time}–${end_time}`, current_bookings, available_spots],
        }))}
      />
    </>
  );
}
