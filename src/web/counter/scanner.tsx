/** The camera: shows what it sees, and presents each code once while it stays in sight. */
import { useEffect, useRef, useState } from "preact/hooks";
import { focusCodeBox } from "./code-box-focus";
import { loadDecoder } from "./decoder";
import { present } from "./desk";

const LOOK_EVERY_MS = 150;
/** A code that was out of sight this long is shown anew. */
const FORGET_MS = 2_500;

export function Scanner() {
  const [isOn, setOn] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (!isOn || !video.current) return;
    const stopping = new AbortController();
    scan(video.current, stopping.signal).catch((error: unknown) => {
      if (stopping.signal.aborted) return;
      setProblem(inWords(error));
      setOn(false);
    });
    return () => stopping.abort();
  }, [isOn]);
  return (
    <section aria-label="Camera" class="scanner">
      {isOn && <video ref={video} muted playsInline aria-label="What the camera sees" />}
      <button
        type="button"
        class="outline"
        aria-pressed={isOn}
        onClick={() => {
          setProblem(null);
          setOn(!isOn);
          focusCodeBox();
        }}
      >
        {isOn ? "Stop the camera" : "Scan with the camera"}
      </button>
      <p role="status">{problem}</p>
    </section>
  );
}

async function scan(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  try {
    video.srcObject = stream;
    await video.play();
    const decoder = await loadDecoder();
    let seen = { text: "", at: 0 };
    while (!signal.aborted) {
      const [found] = await decoder.detect(video);
      if (found && !signal.aborted) {
        const isNew = found.rawValue !== seen.text || Date.now() - seen.at > FORGET_MS;
        seen = { text: found.rawValue, at: Date.now() };
        if (isNew) void present(found.rawValue);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

function inWords(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError") return "The camera is not allowed. Allow it for this site, or type the code.";
  if (name === "NotFoundError") return "No camera was found. Please type the code.";
  return "The camera cannot be used now. Please type the code.";
}
