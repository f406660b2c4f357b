import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { get, patch, post } from "../support/api";
import { fire, HALF_HOURLY } from "../support/cron";
import { deliver } from "../support/queue";
import { wrapProjection } from "../support/slot";
import {
  AT_COUNTER,
  book,
  cancel,
  domainEvent,
  makeCustomer,
  makeOrder,
  makePickup,
  makeWorld,
  NOW,
  sendEvents,
  slotsOf,
} from "../support/world";

const PRIVATE = [
  "Persephone Quill",
  "persephone@quill.example",
  "+27829998877",
  "Leave it by the blue gate",
  "Wore a red hat",
];
const [NAME = "", EMAIL = "", PHONE = "", NOTES = "", BUSINESS_NOTES = ""] = PRIVATE;

afterEach(() => {
  vi.restoreAllMocks();
});

it("logs no name, address, number, note, code or token, whether calls succeed, are refused or fail", async () => {
  const lines: string[] = [];
  for (const level of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, level).mockImplementation((...parts) => void lines.push(parts.map(String).join(" ")));
  }
  const world = await makeWorld();
  const customer = await makeCustomer({ name: NAME, email: EMAIL, phone: PHONE });
  const order = { customer, orderId: await makeOrder(world, customer) };
  const [slot, other] = await slotsOf(world);
  const booked = await book(world, slot?.id ?? "", order, { notes: NOTES });
  const { id, confirmation_code: code } = booked.body.pickup;
  await post("verify-code/", { as: world.provider, now: AT_COUNTER, body: { confirmation_code: code } });
  await post(`complete-pickup/${id}/`, {
    as: world.provider,
    now: AT_COUNTER,
    body: { business_notes: BUSINESS_NOTES },
  });

  // Refused
  await book(world, other?.id ?? "", order, { notes: NOTES });
  await cancel(id, customer, { reason: NOTES });
  await post("schedule/", { as: customer, now: NOW, body: { customer_notes: 42, order_id: NOTES } });
  await sendEvents(domainEvent("user.upserted", { id: customer.id, name: NAME, email: EMAIL, phone: PHONE }));

  // Failing: D1 below the object, D1 below the edge, a key that is gone, a job
  const broken = { ...env, DB: { withSession: () => ({ prepare: fail, batch: fail, getBookmark: () => null }) } };
  const second = await makePickup(world, { notes: NOTES });
  await wrapProjection(second.slot.id, () => () => Promise.reject(new Error(`D1_ERROR: near ${NOTES} ${PHONE}`)));
  await cancel(second.id, second.customer, { reason: NOTES });
  await patch(`pickups/${id}/`, {
    as: world.provider,
    now: NOW,
    env: broken,
    body: { status: "missed", business_notes: NOTES },
  });
  const image = new URL(second.booked.qr_code.image_url).pathname;
  const imageName = image.split("/").at(-1) ?? "";
  expect((await get(image, { env: { QR_CODES: { get: fail } } })).status).toBe(503);
  const keyless = { ENCRYPTION_KEY: `e9:${btoa("x".repeat(32))}` };
  expect((await get(`pickups/${id}/`, { as: customer, env: keyless })).status).toBe(500);
  await fire(HALF_HOURLY, "2026-06-27T08:00:00Z");
  await fire(HALF_HOURLY, "2026-06-27T08:30:00Z", broken as unknown as Env);
  const poison = { specversion: "1.0", id: NOTES, source: "/x", type: "user.upserted", data: { email: EMAIL } };
  expect((await deliver("domain-events", [poison])).retried).toEqual([0]);
  const person = { id: customer.id, user_type: "customer", name: NAME, email: EMAIL, phone: PHONE };
  const event = domainEvent("user.upserted", person);
  expect((await deliver("domain-events", [event], { bindings: broken as unknown as Env })).retried).toEqual([0]);
  await post("privacy/anonymize/", { as: customer, now: NOW, env: broken });

  expect(lines.length).toBeGreaterThan(2);
  const text = lines.join("\n");
  const requests = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === "request");
  expect(requests).toContainEqual({
    level: "info",
    event: "request",
    request_id: booked.headers.get("X-Request-Id"),
    method: "POST",
    route: "/api/scheduling/schedule",
    status: 201,
    ms: expect.any(Number),
  });
  // Of reads, those that were refused or failed.
  const reads = requests.filter(({ method }) => method === "GET").map(({ status }) => status);
  expect(reads).toContain(503);
  expect(Math.min(...reads)).toBeGreaterThanOrEqual(400);
  for (const secret of [...PRIVATE, imageName, code, second.code, "eyJ", "jane@example.com"])
    expect(text).not.toContain(secret);
});

function fail(): never {
  throw new Error(`D1_ERROR: near ${NOTES} ${EMAIL}`);
}
