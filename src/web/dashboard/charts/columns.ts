/** What a chart and its table show: a name for each column along the x axis, and a value of each series in it. */
export interface Series {
  name: string;
  /** Null where nothing is known. */
  values: readonly (number | null)[];
  /** Told apart by its form as well as by its colour. */
  look: "line" | "dashed" | "dotted" | "bars" | "frames";
}

export interface Columns {
  /** What the columns are, such as "Day". */
  of: string;
  names: readonly string[];
  series: readonly Series[];
}

export const isEmpty = ({ series }: Columns): boolean =>
  series.every(({ values }) => values.every((value) => value === null));

/** One column in words: `24 Nov: 12 booked, 10 completed`. */
export function columnInWords({ names, series }: Columns, index: number): string {
  const values = series.flatMap(({ name, values }) => {
    const value = values[index];
    return value === null || value === undefined ? [] : [`${value} ${name.toLowerCase()}`];
  });
  return `${names[index]}: ${values.join(", ") || "not known"}`;
}
