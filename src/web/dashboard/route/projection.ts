/** Places on a drawing: metres east and north of their middle, scaled to fit, and a bar that says how long a distance is. */

export interface Place {
  latitude: number;
  longitude: number;
}

export interface Size {
  width: number;
  height: number;
  /** Left free on every side. */
  margin: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface Projected {
  points: Point[];
  scaleBar: { metres: number; length: number };
}

const METRES_PER_DEGREE = 111_195;
/** Places of one address must not fill the drawing as if they were far apart. */
const LEAST_SPAN_METRES = 200;
/** At most this part of the width. */
const BAR_SHARE = 0.3;

/** Equirectangular around the middle: over a town, the error is far below the width of a line. */
export function project(places: readonly Place[], { width, height, margin }: Size): Projected {
  const [south, north] = rangeOf(places.map(({ latitude }) => latitude));
  const [west, east] = rangeOf(places.map(({ longitude }) => longitude));
  const middle = { latitude: (south + north) / 2, longitude: (west + east) / 2 };
  const perLongitude = METRES_PER_DEGREE * Math.cos((middle.latitude * Math.PI) / 180);
  const span = {
    x: Math.max(LEAST_SPAN_METRES, (east - west) * perLongitude),
    y: Math.max(LEAST_SPAN_METRES, (north - south) * METRES_PER_DEGREE),
  };
  const pixelsPerMetre = Math.min((width - 2 * margin) / span.x, (height - 2 * margin) / span.y);
  const metres = roundLength((BAR_SHARE * width) / pixelsPerMetre);
  return {
    points: places.map(({ latitude, longitude }) => ({
      x: width / 2 + (longitude - middle.longitude) * perLongitude * pixelsPerMetre,
      y: height / 2 - (latitude - middle.latitude) * METRES_PER_DEGREE * pixelsPerMetre,
    })),
    scaleBar: { metres, length: metres * pixelsPerMetre },
  };
}

const rangeOf = (values: readonly number[]): [least: number, most: number] =>
  values.length === 0 ? [0, 0] : [Math.min(...values), Math.max(...values)];

/** The longest of 1, 2 and 5 times a power of ten that is not above. */
export function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return ([5, 2, 1].find((step) => step * power <= most) ?? 1) * power;
}

/** Moves marks that would cover each other apart, each as little as may be; their order never matters to the outcome's width. */
export function spread(points: readonly Point[], distance: number): Point[] {
  const moved = points.map((point) => ({ ...point }));
  for (let round = 0; round < 50; round += 1) {
    let isClear = true;
    for (const [n, a] of moved.entries()) {
      for (const b of moved.slice(n + 1)) {
        const [dx, dy] = [b.x - a.x, b.y - a.y];
        const apart = Math.hypot(dx, dy);
        if (apart >= distance - 0.5) continue;
        isClear = false;
        // Marks in the very same place part sideways.
        const [ux, uy] = apart === 0 ? [1, 0] : [dx / apart, dy / apart];
        const push = (distance - apart) / 2;
        a.x -= ux * push;
        a.y -= uy * push;
        b.x += ux * push;
        b.y += uy * push;
      }
    }
    if (isClear) break;
  }
  return moved;
}
