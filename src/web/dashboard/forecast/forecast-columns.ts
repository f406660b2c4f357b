import type * as z from "zod";
import type { ForecastResponse } from "../../../api/schemas/demand-forecast";
import type { Columns } from "../charts/columns";

export type Demand = z.infer<typeof ForecastResponse>;

/** What is expected of each hour, in the frame of what is exceeded one time in ten. */
export const forecastColumns = ({ hours }: Pick<Demand, "hours">): Columns => ({
  of: "Hour",
  names: hours.map(({ hour }) => hour),
  series: [
    { name: "Expected", look: "bars", values: hours.map(({ expected }) => expected) },
    { name: "Exceeded one time in ten", look: "frames", values: hours.map(({ p90 }) => p90) },
  ],
});

/** How far off a forecast was in its back-tests, as a share: `21 %`. */
export const share = (value: number | null): string => (value === null ? "not known" : `${Math.round(value * 100)} %`);
