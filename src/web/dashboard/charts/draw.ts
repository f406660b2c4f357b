/** Draws columns with uPlot. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type Columns, columnInWords, type Series } from "./columns";

const HEIGHT = 240;
/** Ticks only at whole columns, further apart the less room there is. */
const STEPS = [1, 2, 3, 7, 14, 28, 56, 112];
const DASHES: Partial<Record<Series["look"], number[]>> = { dashed: [8, 5], dotted: [2, 4] };

export interface Drawing {
  resize(width: number): void;
  remove(): void;
}

/** `onPoint` hears in words what is under the pointer, or null. */
export function draw(
  element: HTMLElement,
  columns: Columns,
  { label, onPoint }: { label: string; onPoint: (words: string | null) => void },
): Drawing {
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: columns.series.some(isLine) } },
    scales: { x: { time: false, range: (_, min, max) => [min - 0.5, max + 0.5] }, y: { range: fromZero } },
    axes: axesOf(columns),
    series: [{}, ...columns.series.map(seriesOf)],
    hooks: {
      setCursor: [({ cursor: { idx } }) => onPoint(typeof idx === "number" ? columnInWords(columns, idx) : null)],
    },
  };
  const values = columns.series.map((series) => [...series.values]);
  const chart = new uPlot(options, [columns.names.map((_, index) => index), ...values], element);
  const canvas = chart.ctx.canvas;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  return { resize: (width) => chart.setSize({ width, height: HEIGHT }), remove: () => chart.destroy() };
}

/** Numbers of pickups begin at nothing; a small chart keeps whole steps. */
const fromZero: uPlot.Scale.Range = (_, __, max) => [0, Math.max(4, (max ?? 0) * 1.1)];

const colour = (variable: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(variable).trim();

function axesOf({ names }: Columns): uPlot.Axis[] {
  const shared = { stroke: colour("--chart-text"), ticks: { stroke: colour("--chart-grid") } };
  const grid = { stroke: colour("--chart-grid"), width: 1 };
  const room = Math.max(40, ...names.map((name) => name.length * 8));
  return [
    { ...shared, grid: { show: false }, incrs: STEPS, space: room, values: (_, at) => at.map((n) => names[n] ?? "") },
    { ...shared, grid, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000] },
  ];
}

const isLine = ({ look }: Series): boolean => look !== "bars" && look !== "frames";

function seriesOf(series: Series, index: number): uPlot.Series {
  const stroke = colour(`--chart-${index + 1}`);
  const { name: label, look } = series;
  if (isLine(series)) {
    const points = { show: look === "dashed", size: 6, fill: stroke };
    return { label, stroke, width: 2, dash: DASHES[look] ?? [], points };
  }
  // A frame is wider than the bar that stands in it.
  const paths = uPlot.paths.bars?.(look === "bars" ? { size: [0.5, 40] } : { size: [0.7, 56] });
  const filled = look === "bars" ? { fill: stroke, width: 0 } : { fill: colour("--chart-frame"), width: 2 };
  return { label, stroke, ...filled, points: { show: false }, ...(paths && { paths }) };
}
