import { useState } from "preact/hooks";
import { send } from "../../calls/api";
import { Show, useLoaded } from "../../parts/loaded";
import { type Location, loadLocations } from "../calls/places";
import { Ask } from "../forms/ask";
import { News } from "../forms/news";
import { LocationForm } from "./location-form";

/** What is being done with a location; null makes a new one. */
type Task = { kind: "edit"; location: Location | null } | { kind: "close"; location: Location };

export function Locations() {
  const [task, setTask] = useState<Task | null>(null);
  const [news, setNews] = useState("");
  const locations = useLoaded("locations", loadLocations);
  const done = (what: string) => {
    setTask(null);
    setNews(what);
    if (what) locations.reload();
  };
  const begin = (next: Task) => {
    setNews("");
    setTask(next);
  };
  return (
    <>
      <News text={news} />
      <Show of={locations}>
        {(found) =>
          task?.kind === "edit" ? (
            <LocationForm
              location={task.location}
              onSaved={({ name }) => done(`Saved ${name}.`)}
              onCancel={() => done("")}
            />
          ) : (
            <>
              <button type="button" onClick={() => begin({ kind: "edit", location: null })}>
                New location
              </button>
              {found.length === 0 && <p>No locations yet.</p>}
              {found.map((location) => (
                <Item key={location.id} location={location} onTask={begin} />
              ))}
            </>
          )
        }
      </Show>
      {task?.kind === "close" && (
        <Ask
          title={`Close ${task.location.name}?`}
          yes="Close it"
          onYes={async () => {
            await send(`pickup-locations/${task.location.id}/`, { method: "DELETE" });
            done(`Closed ${task.location.name}.`);
          }}
          onClose={() => setTask(null)}
        >
          <p>Its schedules are closed with it. It can be opened again.</p>
        </Ask>
      )}
    </>
  );
}

function Item({ location, onTask }: { location: Location; onTask: (task: Task) => void }) {
  const { name, address, contact_person, contact_phone, instructions, facilities, slot_capacity, is_active } = location;
  return (
    <article class={is_active ? "" : "closed"}>
      <h3>
        {name}
        {location.is_default && <span class="badge">default</span>}
        {!is_active && <span class="badge">closed</span>}
      </h3>
      <p>
        {address}. {contact_person}, {contact_phone}.
      </p>
      {instructions && <p>{instructions}</p>}
      {facilities.length > 0 && <p>Facilities: {facilities.join(", ")}</p>}
      {slot_capacity !== null && <p>Up to {slot_capacity} seats a slot</p>}
      <div class="actions">
        <button
          type="button"
          class="outline"
          aria-label={`Edit ${name}`}
          onClick={() => onTask({ kind: "edit", location })}
        >
          Edit
        </button>
        {is_active && (
          <button
            type="button"
            class="outline secondary"
            aria-label={`Close ${name}`}
            onClick={() => onTask({ kind: "close", location })}
          >
            Close
          </button>
        )}
      </div>
    </article>
  );
}
