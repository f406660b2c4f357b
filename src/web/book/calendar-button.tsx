import { useState } from "preact/hooks";
import { inWords, send } from "../calls/api";
import type { Pickup } from "./answers";

/** Fetched rather than linked to: a link would carry no token. */
export function CalendarButton({ pickup }: { pickup: Pickup }) {
  const [failure, setFailure] = useState<string | null>(null);
  async function download(): Promise<void> {
    setFailure(null);
    try {
      const response = await send(`pickups/${pickup.id}/calendar.ics`);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await response.blob());
      link.download = `pickup-${pickup.scheduled_date}.ics`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      setFailure(inWords(error));
    }
  }
  return (
    <>
      <button type="button" class="outline wide" onClick={download}>
        Add to calendar
      </button>
      {failure && (
        <p role="alert" class="notice bad">
          {failure}
        </p>
      )}
    </>
  );
}
