/** `npm run seed [-- --url URL]`: brings the demo data into a running local server. Running it again changes nothing. */
import { createHmac, randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { ACCOUNTS, listings, locations, orders, owners } from "./demo.ts";
import { makeToken } from "./tokens.ts";
import { variable } from "./variables.ts";

const EVENTS_PER_CALL = 100;

/** How many events were new, the rest having been there before. */
export async function seed(origin: string): Promise<number> {
  let accepted = await sendEvents(origin, owners);
  await makeLocations(origin);
  accepted += await sendEvents(origin, listings);
  for (let start = 0; start < orders.length; start += EVENTS_PER_CALL) {
    accepted += await sendEvents(origin, orders.slice(start, start + EVENTS_PER_CALL));
  }
  return accepted;
}

/** Signs events as the platform's services do. How many were new. */
export async function sendEvents(origin: string, events: object[]): Promise<number> {
  const body = JSON.stringify(events);
  const id = randomUUID();
  const timestamp = Math.floor(Date.now() / 1_000).toString();
  const secret = Buffer.from(variable("EVENTS_SECRET").replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`).digest("base64");
  const answer = await request(origin, "events/", {
    method: "POST",
    headers: { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` },
    body,
  });
  return (answer as { accepted: number }).accepted;
}

async function makeLocations(origin: string): Promise<void> {
  const { sub, businessId } = ACCOUNTS.provider;
  const headers = { authorization: `Bearer ${await makeToken("provider", sub, businessId)}` };
  const known = (await request(origin, "pickup-locations/", { headers })) as { results: { name: string }[] };
  for (const location of locations) {
    if (known.results.some(({ name }) => name === location.name)) continue;
    await request(origin, "pickup-locations/", { method: "POST", headers, body: JSON.stringify(location) });
  }
}

async function request(origin: string, path: string, init: RequestInit): Promise<unknown> {
  const url = new URL(`/api/scheduling/${path}`, origin);
  const response = await fetch(url, { ...init, headers: { "content-type": "application/json", ...init.headers } });
  if (!response.ok)
    throw new Error(`${init.method ?? "GET"} ${url.pathname} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { url: { type: "string", default: "http://localhost:8787" } } });
  const accepted = await seed(values.url);
  console.log(
    accepted > 0 ? `Demo data is in: ${accepted} new events.` : "Demo data was there already; nothing changed.",
  );
}
