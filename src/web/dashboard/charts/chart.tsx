/** A chart, what its lines mean, and the same numbers as a table for everybody who cannot see it or wants them exactly. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Table } from "../table";
import { type Columns, isEmpty } from "./columns";
import type { Drawing } from "./draw";
import "./chart.css";

export function Chart({ title, columns, nothing }: { title: string; columns: Columns; nothing: string }) {
  if (isEmpty(columns)) {
    return (
      <figure class="chart">
        <figcaption>
          <h3>{title}</h3>
        </figcaption>
        <p>{nothing}</p>
      </figure>
    );
  }
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
      </figcaption>
      <ul class="legend" aria-hidden="true">
        {columns.series.map(({ name, look }, index) => (
          <li key={name}>
            <span class={`swatch ${look} colour-${index + 1}`} />
            {name}
          </li>
        ))}
      </ul>
      <Canvas title={title} columns={columns} />
      <details>
        <summary>As a table</summary>
        <ColumnsTable title={title} columns={columns} />
      </details>
    </figure>
  );
}

/** Drawn again when the numbers, or light and dark, change. uPlot comes with the first chart. */
function Canvas({ title, columns }: { title: string; columns: Columns }) {
  const place = useRef<HTMLDivElement>(null);
  const [point, setPoint] = useState<string | null>(null);
  const [scheme, setScheme] = useState(0);
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const redraw = () => setScheme((last) => last + 1);
    dark.addEventListener("change", redraw);
    return () => dark.removeEventListener("change", redraw);
  }, []);
  // Columns are other objects at each drawing: their text says whether they changed.
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let drawing: Drawing | null = null;
    let isGone = false;
    const observer = new ResizeObserver(() => drawing?.resize(element.clientWidth));
    import("./draw").then(
      ({ draw }) => {
        if (isGone) return;
        drawing = draw(element, columns, { label: `${title}. The same numbers follow as a table.`, onPoint: setPoint });
        observer.observe(element);
      },
      () => setPoint("The chart could not be loaded; the table below has its numbers."),
    );
    return () => {
      isGone = true;
      observer.disconnect();
      drawing?.remove();
    };
  }, [JSON.stringify(columns), scheme]);
  return (
    <>
      <div class="canvas" ref={place} />
      <p class="point">{point ?? "\u00a0"}</p>
    </>
  );
}

function ColumnsTable({ title, columns: { of, names, series } }: { title: string; columns: Columns }) {
  return (
    <Table
      caption={title}
      columns={[of, ...series.map(({ name }) => name)]}
      rows={names.map((name, index) => ({
        key: name,
        cells: [name, ...series.map(({ values }) => values[index] ?? "not known")],
      }))}
    />
  );
}
