/** The Prometheus text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const PROMETHEUS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export interface Metric {
  name: string;
  help: string;
  type: "gauge" | "counter" | "histogram";
  samples: Sample[];
}

export interface Sample {
  /** `_bucket`, `_sum` or `_count` of a histogram. */
  suffix?: string;
  labels?: Record<string, string>;
  /** Null when nothing was measured: then the sample is left out, and nothing is made up. */
  value: number | null;
}

export const exposition = (metrics: readonly Metric[]): string => metrics.map(printed).join("");

function printed({ name, help, type, samples }: Metric): string {
  const lines = samples.flatMap(({ suffix = "", labels = {}, value }) =>
    value === null ? [] : [`${name}${suffix}${inBraces(labels)} ${value}`],
  );
  return [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`, ...lines].map((line) => `${line}\n`).join("");
}

function inBraces(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

const escapeHelp = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');

export interface HistogramSeries {
  labels: Record<string, string>;
  /** Observations by the lower end of the class they fall into, in milliseconds. */
  classes: ReadonlyMap<number, { count: number; sumMs: number }>;
}

/** Samples of a histogram in seconds. Buckets hold what is not above their end, those below included. */
export function histogramSamples({ labels, classes }: HistogramSeries, endsMs: readonly number[]): Sample[] {
  const all = [...classes];
  const upTo = (endMs: number) => all.reduce((sum, [aboveMs, { count }]) => sum + (aboveMs < endMs ? count : 0), 0);
  const bucket = (le: string, value: number): Sample => ({ suffix: "_bucket", labels: { ...labels, le }, value });
  const count = upTo(Number.POSITIVE_INFINITY);
  return [
    ...endsMs.map((endMs) => bucket(String(endMs / 1_000), upTo(endMs))),
    bucket("+Inf", count),
    { suffix: "_sum", labels, value: all.reduce((sum, [, { sumMs }]) => sum + sumMs, 0) / 1_000 },
    { suffix: "_count", labels, value: count },
  ];
}

/** The lower end of the class that a duration falls into. */
export const classOf = (durationMs: number, endsMs: readonly number[]): number =>
  endsMs.findLast((endMs) => durationMs > endMs) ?? 0;
