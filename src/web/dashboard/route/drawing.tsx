/** The tour as a drawing of our own: no tiles, nobody else hears where the business's places are. */
import { project, spread } from "./projection";
import type { Stop } from "./stops";

/** That of a small screen, so that numbers can be read there; a larger one draws all of it larger. */
const SIZE = { width: 340, height: 240, margin: 34 };
const MARK_RADIUS = 12;

export function Drawing({ stops }: { stops: readonly Stop[] }) {
  const places = stops.map(({ location }) => ({
    latitude: Number(location.latitude),
    longitude: Number(location.longitude),
  }));
  const { points, scaleBar } = project(places, SIZE);
  const marks = spread(points, 2 * MARK_RADIUS + 4);
  const label = `The tour as a drawing: ${stops.map(({ location }, index) => `${index + 1} ${location.name}`).join(", ")}`;
  return (
    <svg class="map" role="img" aria-label={label} viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}>
      <polyline class="way" points={marks.map(({ x, y }) => `${x},${y}`).join(" ")} />
      {marks.map(({ x, y }, index) => (
        <g key={stops[index]?.location.id} class="stop" transform={`translate(${x} ${y})`}>
          <circle r={MARK_RADIUS} />
          <text dy="0.35em">{index + 1}</text>
        </g>
      ))}
      <g class="scale" transform={`translate(12 ${SIZE.height - 10})`}>
        <path d={`M0 -6 V0 H${scaleBar.length} V-6`} />
        <text y={-10}>{distanceInWords(scaleBar.metres)}</text>
      </g>
    </svg>
  );
}

const distanceInWords = (metres: number): string => (metres >= 1_000 ? `${metres / 1_000} km` : `${metres} m`);
