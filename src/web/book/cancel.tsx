import { useEffect, useState } from "preact/hooks";
import { call, inWords } from "../calls/api";
import type { Cancelled, Pickup } from "./answers";
import { momentInWords } from "./words";

const REASON_LENGTH = 500;

interface CancelProps {
  pickup: Pickup;
  onCancelled(answer: Cancelled): void;
}

/** Until the deadline, a way to cancel; after it, why there is none. */
export function Cancel({ pickup, onCancelled }: CancelProps) {
  const { cancellation_deadline: deadline, business, location } = pickup;
  const isOver = useHasPassed(deadline) || !pickup.can_cancel;
  const until = momentInWords(deadline, business.timezone, pickup.scheduled_date);
  return (
    <section aria-labelledby="cancel">
      <h2 id="cancel">Cannot come?</h2>
      {isOver ? (
        <p>
          This pickup can no longer be cancelled here: that was possible until {until}, an hour before it starts. Please
          call <a href={`tel:${location.contact_phone}`}>{location.contact_phone}</a>.
        </p>
      ) : (
        <>
          <p>You can cancel until {until}.</p>
          <CancelForm pickupId={pickup.id} onCancelled={onCancelled} />
        </>
      )}
    </section>
  );
}

function CancelForm({ pickupId, onCancelled }: { pickupId: string } & Pick<CancelProps, "onCancelled">) {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  async function cancel(reason: string): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      const body = reason ? { reason } : {};
      onCancelled(await call<Cancelled>(`pickups/${pickupId}/cancel/`, { method: "POST", body }));
    } catch (error) {
      setFailure(inWords(error));
    }
    setBusy(false);
  }
  return (
    <details class="cancel">
      <summary>Cancel this pickup</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void cancel(String(new FormData(event.currentTarget).get("reason")).trim());
        }}
      >
        <label>
          Reason (optional)
          <input name="reason" maxLength={REASON_LENGTH} autocomplete="off" />
        </label>
        {failure && (
          <p role="alert" class="notice bad">
            {failure}
          </p>
        )}
        <button type="submit" class="danger" aria-busy={isBusy}>
          Yes, cancel it
        </button>
      </form>
    </details>
  );
}

/** Turns true at the instant, while the page stays open. */
function useHasPassed(instant: string): boolean {
  const left = Date.parse(instant) - Date.now();
  const [, wake] = useState(0);
  useEffect(() => {
    // A timer of more than 24.8 days would fire at once.
    if (left < 0 || left > 2 ** 31 - 1) return;
    const timer = setTimeout(() => wake((count) => count + 1), left + 1);
    return () => clearTimeout(timer);
  }, [instant]);
  return left < 0;
}
