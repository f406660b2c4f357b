/** Every pickup of the period as a file. The answer is a stream; what has come so far is shown. */
import { useState } from "preact/hooks";
import { inWords, send } from "../../calls/api";
import { asBusiness } from "../../session/session";
import type { Period } from "./period";

/** A year of a busy business takes its time. */
const TIMEOUT_MS = 10 * 60_000;
const FORMATS = ["csv", "json"] as const;
type Format = (typeof FORMATS)[number];

interface State {
  kind: "idle" | "running" | "done" | "failed";
  words: string;
}

export function Export({ from, to }: Period) {
  const [state, setState] = useState<State>({ kind: "idle", words: "" });
  const download = async (format: Format) => {
    setState({ kind: "running", words: "Export begins" });
    try {
      const query = { ...asBusiness(), start_date: from, end_date: to, format };
      const response = await send("analytics/export/", { query, timeoutMs: TIMEOUT_MS });
      const blob = await readAll(response, (bytes) =>
        setState({ kind: "running", words: `${inKilobytes(bytes)} so far` }),
      );
      save(blob, `pickups-${from}-to-${to}.${format}`);
      setState({ kind: "done", words: `Saved ${inKilobytes(blob.size)}` });
    } catch (error) {
      setState({ kind: "failed", words: inWords(error) });
    }
  };
  return (
    <section aria-labelledby="export">
      <h3 id="export">Export</h3>
      <p>Every pickup of the period, of all locations and listings.</p>
      <div class="actions">
        {FORMATS.map((format) => (
          <button
            type="button"
            class="outline"
            key={format}
            disabled={state.kind === "running"}
            onClick={() => download(format)}
          >
            {format.toUpperCase()}
          </button>
        ))}
        <p role={state.kind === "failed" ? "alert" : "status"}>{state.words}</p>
      </div>
    </section>
  );
}

const inKilobytes = (bytes: number): string => `${Math.ceil(bytes / 1024).toLocaleString("en-GB")} KB`;

function readAll(response: Response, onProgress: (bytes: number) => void): Promise<Blob> {
  let bytes = 0;
  const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(part, controller) {
      bytes += part.length;
      onProgress(bytes);
      controller.enqueue(part);
    },
  });
  return new Response(response.body?.pipeThrough(counter), { headers: response.headers }).blob();
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
