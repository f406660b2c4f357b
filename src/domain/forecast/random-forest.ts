/** The only file that imports the forest: a request that reads a forecast must not load what trained it. */
import { RandomForestRegression } from "ml-random-forest";
import { FORECAST_LIMITS } from "../../config/forecast";
import { describeRows, type ForestRow, sampled, trainingPlaces } from "./forest-rows";
import type { Expectation, Model } from "./model";

/** Fewer rows make no forest; the library cannot draw a sample that leaves nothing out. */
const MIN_ROWS = 20;

/** Features are drawn for each tree, not for each split, so that a tree may see neither hour nor level. */
const OPTIONS = {
  nEstimators: FORECAST_LIMITS.forestTrees,
  maxFeatures: 4,
  replacement: false,
  useSampleBagging: true,
  noOOB: true,
  treeOptions: { maxDepth: 6, minNumSamples: 10 },
};

/**
 * Learns, from rows of single days, what is added to a cell's usual demand on a weekday. So a tree that was dealt no telling
 * feature leaves the usual as it is, and demand that has grown beyond all rows is not drawn back to their mean.
 */
export const randomForest =
  (seed: number): Model =>
  (table, horizonDays) => {
    const rowOf = describeRows(table);
    const rows = sampled(trainingPlaces(table), seed).flatMap(({ cell, day, ahead, demand }) => {
      const row = rowOf({ cell, day, origin: day - ahead });
      return row ? [{ ...row, demand }] : [];
    });
    const places = table.cells.map((_, cell) =>
      Array.from({ length: horizonDays }, (_, ahead) => rowOf({ cell, day: table.days + ahead, origin: table.days })),
    );
    if (rows.length < MIN_ROWS) return places.map((row) => row.map((place) => place?.usual ?? 0));
    const forest = new RandomForestRegression({ ...OPTIONS, seed: seed | 0 });
    forest.train(
      rows.map(({ features }) => features),
      rows.map(({ demand, usual }) => demand - usual),
    );
    return expectationOf(places, (features) => forest.predict(features));
  };

function expectationOf(
  places: readonly (readonly (ForestRow | null)[])[],
  predict: (features: number[][]) => number[],
): Expectation {
  const known = places.flat().filter((place) => place !== null);
  const added = known.length > 0 ? predict(known.map(({ features }) => features)) : [];
  const byPlace = new Map(known.map((place, n) => [place, place.usual + (added[n] ?? 0)]));
  return places.map((row) => row.map((place) => (place && byPlace.get(place)) ?? 0));
}
