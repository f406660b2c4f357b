import { useState } from "preact/hooks";
import { send } from "../../calls/api";
import { Show, useLoaded } from "../../parts/loaded";
import { listingsOf, loadLocations, loadSchedules, type Schedule } from "../calls/places";
import { Ask } from "../forms/ask";
import { News } from "../forms/news";
import type { SectionProps } from "../sections";
import { GenerateSlots } from "./generate-slots";
import { ScheduleForm } from "./schedule-form";

/** What is being done with a schedule; null makes a new one. */
type Task = { kind: "edit"; schedule: Schedule | null } | { kind: "close" | "generate"; schedule: Schedule };

export function Schedules({ today }: SectionProps) {
  const [task, setTask] = useState<Task | null>(null);
  const [news, setNews] = useState("");
  const places = useLoaded("schedules", async (signal) => {
    const [locations, schedules] = await Promise.all([loadLocations(signal), loadSchedules(signal)]);
    return { locations, schedules };
  });
  const done = (what: string) => {
    setTask(null);
    setNews(what);
    if (what) places.reload();
  };
  const begin = (next: Task) => {
    setNews("");
    setTask(next);
  };
  return (
    <>
      <News text={news} />
      <Show of={places}>
        {({ locations, schedules }) =>
          task?.kind === "edit" ? (
            <ScheduleForm
              schedule={task.schedule}
              locations={locations}
              listings={listingsOf(schedules)}
              onSaved={({ food_listing }) => done(`Saved the schedule of ${food_listing.name}.`)}
              onCancel={() => done("")}
            />
          ) : (
            <List schedules={schedules} onTask={begin} />
          )
        }
      </Show>
      {task?.kind === "close" && (
        <Ask
          title={`Close the schedule of ${task.schedule.food_listing.name}?`}
          yes="Close it"
          onYes={async () => {
            await send(`pickup-schedules/${task.schedule.id}/`, { method: "DELETE" });
            done(`Closed the schedule of ${task.schedule.food_listing.name}.`);
          }}
          onClose={() => setTask(null)}
        >
          <p>No more pickups can be booked. Those that are booked stay.</p>
        </Ask>
      )}
      {task?.kind === "generate" && (
        <GenerateSlots schedule={task.schedule} today={today} onClose={() => setTask(null)} />
      )}
    </>
  );
}

function List({ schedules, onTask }: { schedules: readonly Schedule[]; onTask: (task: Task) => void }) {
  const inOrder = [...schedules].sort((a, b) => Number(b.is_active) - Number(a.is_active));
  return (
    <>
      <button type="button" onClick={() => onTask({ kind: "edit", schedule: null })}>
        New schedule
      </button>
      {schedules.length === 0 && <p>No schedules yet.</p>}
      {inOrder.map((schedule) => (
        <Item key={schedule.id} schedule={schedule} onTask={onTask} />
      ))}
    </>
  );
}

function Item({ schedule, onTask }: { schedule: Schedule; onTask: (task: Task) => void }) {
  const { food_listing, location, pickup_window, total_slots, slot_duration_minutes, max_orders_per_slot } = schedule;
  const name = food_listing.name;
  return (
    <article class={schedule.is_active ? "" : "closed"}>
      <h3>
        {name}
        {!schedule.is_active && <span class="badge">closed</span>}
      </h3>
      <p>
        {pickup_window} at {location.name}: {total_slots} slots of {slot_duration_minutes} minutes, up to{" "}
        {max_orders_per_slot} orders each. Listing {food_listing.status}.
      </p>
      <div class="actions">
        <button
          type="button"
          class="outline"
          aria-label={`Edit ${name}`}
          onClick={() => onTask({ kind: "edit", schedule })}
        >
          Edit
        </button>
        {schedule.is_active && (
          <>
            <button
              type="button"
              class="outline"
              aria-label={`Slots of ${name}`}
              onClick={() => onTask({ kind: "generate", schedule })}
            >
              Slots
            </button>
            <button
              type="button"
              class="outline secondary"
              aria-label={`Close ${name}`}
              onClick={() => onTask({ kind: "close", schedule })}
            >
              Close
            </button>
          </>
        )}
      </div>
    </article>
  );
}
