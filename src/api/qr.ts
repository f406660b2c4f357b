import { Hono } from "hono";
import { findPickup } from "../db/pickups";
import { notFound } from "../domain/refusal";
import type { AppEnv } from "../http/context";
import { refuse } from "../http/errors";
import { answers, mayRefuse } from "../http/route-facts";
import { readImage } from "../qr/store";
import { readImageName } from "../qr/token";

/** The address itself is the permission: an `<img>` sends no token. */
export const qr = new Hono<AppEnv>().get(
  "/:name",
  mayRefuse(410),
  answers("A pickup's QR image", { 200: null }, "image/svg+xml"),
  async (c) => {
    const deps = c.get("deps");
    const { config, db } = deps;
    const pickupId = await readImageName(config.qrKeys, c.req.param("name"));
    const pickup = pickupId === null ? undefined : await findPickup(db, pickupId);
    if (!pickup) return refuse(c, notFound);
    if (pickup.status === "completed" || pickup.status === "cancelled" || pickup.anonymizedAt !== null) {
      return refuse(c, { kind: "gone", message: "This pickup is over; its code is no longer valid" });
    }
    const svg = await readImage(deps, { pickupId: pickup.id, code: pickup.confirmationCode });
    return c.body(svg, 200, {
      "Content-Type": "image/svg+xml",
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    });
  },
);
