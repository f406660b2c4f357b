import { Ticket } from "./ticket";
import { keptTickets } from "./tickets";

/** For who comes back without a session, maybe without a network: the tickets that this device still keeps. */
export function KeptTickets() {
  const tickets = keptTickets();
  if (tickets.length === 0) return null;
  return (
    <section aria-labelledby="kept">
      <h2 id="kept">Kept on this device</h2>
      <p>As last seen. Sign in to see whether anything has changed.</p>
      {tickets.map(({ pickup, qr }) => (
        <Ticket key={pickup.id} pickup={pickup} qr={qr} />
      ))}
    </section>
  );
}
