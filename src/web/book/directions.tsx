import { useState } from "preact/hooks";
import { call, inWords } from "../calls/api";
import type { Pickup } from "./answers";

const LOCATE_MS = 10_000;

/** The way there; from where the customer stands only when they ask for it. */
export function Directions({ pickup }: { pickup: Pickup }) {
  const [fromHere, setFromHere] = useState<Pickup["directions"] | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  async function measure(): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      const { latitude, longitude } = await locate();
      const query = { origin_lat: latitude.toFixed(6), origin_lng: longitude.toFixed(6) };
      setFromHere((await call<Pickup>(`pickups/${pickup.id}/`, { query })).directions);
    } catch (error) {
      setFailure(error instanceof GeolocationPositionError ? "Your position is not known here." : inWords(error));
    }
    setBusy(false);
  }
  const { google_maps_url, distance, estimated_travel_time } = fromHere ?? pickup.directions;
  return (
    <section aria-labelledby="directions">
      <h2 id="directions">Way there</h2>
      <p role="status">
        {distance &&
          `${distance}, about ${estimated_travel_time} by car ${fromHere ? "from here" : "from your address"}.`}
        {failure}
      </p>
      <div class="actions">
        <a class="touch" href={google_maps_url} target="_blank" rel="noreferrer">
          Directions
        </a>
        <button type="button" class="outline secondary" aria-busy={isBusy} onClick={measure}>
          How far from here?
        </button>
      </div>
    </section>
  );
}

const locate = (): Promise<GeolocationCoordinates> =>
  new Promise((resolve, reject) =>
    navigator.geolocation.getCurrentPosition(({ coords }) => resolve(coords), reject, { timeout: LOCATE_MS }),
  );
