import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { get, patch, post } from "../support/api";
import { holdNotifications } from "../support/notifications";
import { readSvg } from "../support/qr-reader";
import { deliver } from "../support/queue";
import { AT_COUNTER, cancel, makePickup, makeWorld, NOW, tomorrow } from "../support/world";

const pathOf = (url: string) => new URL(url).pathname;

describe("a pickup's QR image", () => {
  it("is served without a token, holds no personal data, and reads as a token that verifies at the counter", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world, { notes: "Ring twice" });
    const image = await get(pathOf(pickup.booked.qr_code.image_url));
    expect(image.status).toBe(200);
    expect(image.headers.get("Content-Type")).toBe("image/svg+xml");
    expect(image.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(image.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
    const token = readSvg(image.body);
    expect(token).toMatch(/^SNB1\./);
    expect(token).not.toMatch(/jane|ring|\+27/i);
    const verified = await post("verify-code/", { as: world.provider, now: AT_COUNTER, body: { qr_token: token } });
    expect(verified).toMatchObject({ status: 200, body: { pickup: { id: pickup.id, status: "confirmed" } } });
  });

  it("is in R2 soon after the booking, before anybody looks at it", async () => {
    const { id } = await makePickup(await makeWorld());
    const stored = () => env.QR_CODES.head(`qr/${id}.svg`);
    await vi.waitFor(async () => expect(await stored()).not.toBeNull(), { timeout: 20_000 });
  });

  it("does not hold up what else follows a booking when R2 fails", async () => {
    const world = await makeWorld();
    const { id, customer } = await makePickup(world);
    const data = {
      pickup_id: id,
      business_id: world.businessId,
      customer_id: customer.id,
      starts_at: tomorrow("15:00:00"),
    };
    const change = { at: Date.parse(NOW), event: { type: "pickup.scheduled", id: "event", data } };
    const { sent, bindings } = holdNotifications();
    const put = () => Promise.reject(new Error("R2 put failed"));
    const broken = { ...bindings, QR_CODES: { put } } as unknown as Env;
    expect((await deliver("pickup-changes", [change], { bindings: broken })).acked).toEqual([0]);
    expect(sent.map(({ body }) => body.type)).toContain("pickup_booked");
  });

  it("is drawn again when R2 has lost it", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const path = pathOf(pickup.booked.qr_code.image_url);
    const first = await get(path);
    await env.QR_CODES.delete(`qr/${pickup.id}.svg`);
    expect((await get(path)).body).toBe(first.body);
    expect(await env.QR_CODES.head(`qr/${pickup.id}.svg`)).not.toBeNull();
  });

  it("is gone after completion", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await post(`complete-pickup/${pickup.id}/`, { as: world.provider, now: AT_COUNTER });
    expect(await get(pathOf(pickup.booked.qr_code.image_url))).toMatchObject({ status: 410 });
  });

  it("is gone after cancellation", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await cancel(pickup.id, pickup.customer);
    expect(await get(pathOf(pickup.booked.qr_code.image_url))).toMatchObject({ status: 410 });
  });

  it("is gone once a missed pickup was anonymised", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const after = "2026-06-26T15:30:00Z";
    await patch(`pickups/${pickup.id}/`, { as: world.provider, now: after, body: { status: "missed" } });
    const path = pathOf(pickup.booked.qr_code.image_url);
    expect((await get(path)).status).toBe(200);
    await post("privacy/anonymize/", { as: pickup.customer, now: after });
    expect((await get(path)).status).toBe(410);
  });

  it("has an address that nobody can guess from the pickup's id", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const path = pathOf(pickup.booked.qr_code.image_url);
    const name = path.split("/").at(-1) ?? "";
    for (const guess of [
      `${pickup.id}.svg`,
      name.replace(/\.svg$/, ".png"),
      name.replace(/.{8}\.svg$/, "AAAAAAAA.svg"),
    ]) {
      expect((await get(path.replace(name, guess))).status, guess).toBe(404);
    }
  });

  it("carries the configured logo and is drawn without it when the logo is missing", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const path = pathOf(pickup.booked.qr_code.image_url);
    await env.QR_CODES.put("brand/logo.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>', {
      httpMetadata: { contentType: "image/svg+xml" },
    });
    const redraw = async (logo: string) => {
      await env.QR_CODES.delete(`qr/${pickup.id}.svg`);
      return get(path, { env: { QR_CODE_LOGO_PATH: logo } });
    };
    expect((await redraw("brand/logo.svg")).body).toContain("data:image/svg+xml;base64,");
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    const plain = await redraw("brand/none.svg");
    expect(plain.body).not.toContain("<image");
    expect(warned.mock.calls.map(([line]) => JSON.parse(line))).toEqual([
      {
        level: "warn",
        event: "qr_logo_missing",
        request_id: plain.headers.get("X-Request-Id"),
        key: "brand/none.svg",
      },
    ]);
    warned.mockRestore();
  });
});
