/** Stops, problems and requests for the tests of tours. */
import fc from "fast-check";
import { planTour } from "../../../src/domain/routing/plan-tour";
import type { Stop, TourPlan, TourRequest } from "../../../src/domain/routing/tour";
import { TourProblem } from "../../../src/domain/routing/tour-problem";
import { MINUTE_MS } from "../../../src/domain/time";

export const DEPART_AT = Date.parse("2026-06-26T12:00:00Z");
export const DEPOT = { latitude: -25.7479, longitude: 28.2293 };

export const at = (minutes: number): number => DEPART_AT + minutes * MINUTE_MS;

export const between = (opens: number, closes: number): Pick<Stop, "window"> => ({
  window: { opens: at(opens), closes: at(closes) },
});

export const stop = (id: string, latitude: number, longitude: number, more: Partial<Stop> = {}): Stop => ({
  id,
  latitude,
  longitude,
  serviceMinutes: 5,
  ...more,
});

export const request = (stops: readonly Stop[], more: Partial<TourRequest> = {}): TourRequest => ({
  stops,
  departAt: DEPART_AT,
  speedKmh: 30,
  roadFactor: 1.3,
  ...more,
});

export function planOf(asked: TourRequest): TourPlan {
  const plan = planTour(asked);
  if (!plan.ok) throw new Error(`Refused: ${JSON.stringify(plan.error)}`);
  return plan.value;
}

const windows = fc
  .record({ opens: fc.integer({ min: -60, max: 300 }), length: fc.integer({ min: 0, max: 120 }) })
  .map(({ opens, length }) => ({ opens: at(opens), closes: at(opens + length) }));

interface Size {
  least?: number;
  most: number;
  hasWindows: boolean;
}

/** Stops of a town, some of them at one place. */
export const stopLists = ({ least = 1, most, hasWindows }: Size): fc.Arbitrary<Stop[]> =>
  fc
    .array(
      fc.record({
        latitude: fc.integer({ min: -2_580, max: -2_560 }).map((hundredths) => hundredths / 100),
        longitude: fc.integer({ min: 2_810, max: 2_830 }).map((hundredths) => hundredths / 100),
        serviceMinutes: fc.integer({ min: 0, max: 20 }),
        window: hasWindows ? fc.option(windows, { nil: undefined, freq: 3 }) : fc.constant(undefined),
      }),
      { minLength: least, maxLength: most },
    )
    .map((drafts) =>
      drafts.map(({ window, ...draft }, index) => ({ id: `stop-${index}`, ...draft, ...(window && { window }) })),
    );

/** Requests with and without a start, an end, and a matrix of one-way streets. */
export const requests = (size: Size, more: Partial<TourRequest> = {}): fc.Arbitrary<TourRequest> =>
  fc
    .record({
      stops: stopLists(size),
      start: fc.option(fc.constant(DEPOT), { nil: undefined }),
      end: fc.option(fc.constant({ latitude: -25.6, longitude: 28.3 }), { nil: undefined }),
      isOneWay: fc.boolean(),
      streets: fc.infiniteStream(fc.integer({ min: 0, max: 400 }).map((tenths) => tenths / 10)),
    })
    .map(({ stops, start, end, isOneWay, streets }) => {
      const places = Array.from({ length: stops.length + (start ? 1 : 0) + (end ? 1 : 0) });
      const distance = isOneWay ? places.map(() => [...streets.take(places.length)]) : undefined;
      return request(stops, { ...(start && { start }), ...(end && { end }), ...(distance && { distance }), ...more });
    });

/** A matrix whose first place comes once more at the end. */
export const closed = (distance: readonly (readonly number[])[]): number[][] => [
  ...distance.map((row) => [...row, row[0] ?? 0]),
  [...(distance[0] ?? []), 0],
];

/** A problem over the whole of a matrix in km, whose first place is start and end. */
export function problemOf(distance: readonly (readonly number[])[], stops: readonly Stop[]): TourProblem {
  return new TourProblem(
    { stops, start: DEPOT, end: DEPOT, departAt: DEPART_AT, speedKmh: 30 },
    closed(distance),
    stops.map((_, index) => index),
  );
}

/** Places on the rim of a wheel, where going round is best. The first is the depot. */
export function wheelOf(count: number): TourProblem {
  const angles = Array.from({ length: count + 1 }, (_, n) => (2 * Math.PI * n) / (count + 1));
  const distance = angles.map((a) => angles.map((b) => 10 * Math.abs(Math.sin((a - b) / 2))));
  return problemOf(
    distance,
    angles.slice(1).map((_, n) => stop(`${n}`, 0, 0)),
  );
}

export function* permutations(places: readonly number[]): Generator<number[]> {
  if (places.length === 0) yield [];
  for (const place of places) {
    for (const rest of permutations(places.filter((other) => other !== place))) yield [place, ...rest];
  }
}

export const problems = (size: Size): fc.Arbitrary<TourProblem> =>
  fc
    .record({ stops: stopLists(size), streets: fc.infiniteStream(fc.integer({ min: 0, max: 400 })) })
    .map(({ stops, streets }) => {
      const length = stops.length + 1;
      const distance = Array.from({ length }, () => [...streets.take(length)].map((tenths) => tenths / 10));
      return problemOf(distance, stops);
    });
