import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classOf, exposition, histogramSamples } from "../../src/domain/prometheus";

const ENDS = [100, 500];

describe("the text format", () => {
  it("gives each metric its help, its type and a line a sample, and leaves out what was not measured", () => {
    const text = exposition([
      { name: "up", help: "Whether it is up.", type: "gauge", samples: [{ value: 1 }] },
      {
        name: "age_seconds",
        help: "How old.",
        type: "gauge",
        samples: [
          { labels: { job: "a", queue: "b" }, value: 0.5 },
          { labels: { job: "c" }, value: null },
        ],
      },
    ]);
    expect(text).toBe(
      [
        "# HELP up Whether it is up.",
        "# TYPE up gauge",
        "up 1",
        "# HELP age_seconds How old.",
        "# TYPE age_seconds gauge",
        'age_seconds{job="a",queue="b"} 0.5',
        "",
      ].join("\n"),
    );
  });

  it("escapes what would end a line or a label", () => {
    const samples = [{ labels: { route: 'a\\b"c\nd' }, value: 1 }];
    expect(exposition([{ name: "n", help: 'a\\b"c\nd', type: "gauge", samples }])).toBe(
      '# HELP n a\\\\b"c\\nd\n# TYPE n gauge\nn{route="a\\\\b\\"c\\nd"} 1\n',
    );
  });
});

describe("a histogram", () => {
  it("adds up what is not above each end, in seconds", () => {
    const classes = new Map([
      [0, { count: 3, sumMs: 120 }],
      [100, { count: 2, sumMs: 600 }],
      [500, { count: 1, sumMs: 2_280 }],
    ]);
    const samples = histogramSamples({ labels: { status: "200" }, classes }, ENDS);
    expect(
      exposition([{ name: "d", help: "h", type: "histogram", samples }])
        .split("\n")
        .slice(2),
    ).toEqual([
      'd_bucket{status="200",le="0.1"} 3',
      'd_bucket{status="200",le="0.5"} 5',
      'd_bucket{status="200",le="+Inf"} 6',
      'd_sum{status="200"} 3',
      'd_count{status="200"} 6',
      "",
    ]);
  });

  it.each([
    [0, 0],
    [100, 0],
    [101, 100],
    [500, 100],
    [501, 500],
    [9_999, 500],
  ])("puts %i ms into the class above %i", (duration, above) => {
    expect(classOf(duration, ENDS)).toBe(above);
  });

  it("counts each duration in every bucket that is not below it, as Prometheus has it", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000 })), (durations) => {
        const classes = new Map<number, { count: number; sumMs: number }>();
        for (const ms of durations) {
          const known = classes.get(classOf(ms, ENDS)) ?? { count: 0, sumMs: 0 };
          classes.set(classOf(ms, ENDS), { count: known.count + 1, sumMs: known.sumMs + ms });
        }
        const values = histogramSamples({ labels: {}, classes }, ENDS).map(({ value }) => value);
        const upTo = (end: number) => durations.filter((ms) => ms <= end).length;
        const sum = durations.reduce((total, ms) => total + ms, 0) / 1_000;
        expect(values).toEqual([upTo(100), upTo(500), durations.length, sum, durations.length]);
      }),
    );
  });
});
