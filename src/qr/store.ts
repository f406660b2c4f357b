/** Images in R2. Drawing is cheap, so R2 is a cache: what is missing is drawn again. */
import { type Config, LIMITS } from "../config";
import type { EpochMs } from "../domain/time";
import { firstUuidAt } from "../ids";
import { drawSvg, type Logo } from "./svg";
import { type PickupKey, signToken } from "./token";

const PREFIX = "qr/";
const keyOf = (pickupId: string) => `${PREFIX}${pickupId}.svg`;
const IMAGE_KEY = /^qr\/[0-9a-f-]{36}\.svg$/;

interface Drawer {
  env: Env;
  config: Config;
  /** Of the request that is served, for what is logged on its behalf. */
  requestId?: string;
}

export async function storeImage(drawer: Drawer, key: PickupKey): Promise<string> {
  const { env, config } = drawer;
  const svg = drawSvg(await signToken(config.qrKeys, key), await readLogo(drawer));
  await env.QR_CODES.put(keyOf(key.pickupId), svg, {
    httpMetadata: { contentType: "image/svg+xml" },
    customMetadata: { code: key.code },
  });
  return svg;
}

/** The stored image, drawn again when it is missing or shows another code than the pickup's. */
export async function readImage(drawer: Drawer, key: PickupKey): Promise<string> {
  const stored = await drawer.env.QR_CODES.get(keyOf(key.pickupId));
  return stored?.customMetadata?.code === key.code ? stored.text() : storeImage(drawer, key);
}

/**
 * Keys sort by the pickups' UUIDv7, and so by the time of booking: what is old comes first. A round takes two calls of what
 * is left to the run. Answers how many went.
 */
export async function deleteImagesOlderThan(env: Env, cutoff: EpochMs, budget: { left: number }): Promise<number> {
  const end = keyOf(firstUuidAt(cutoff));
  let deleted = 0;
  for (let round = 0; round < LIMITS.retentionRounds && budget.left >= 2; round += 1) {
    budget.left -= 2;
    const { objects } = await env.QR_CODES.list({ prefix: PREFIX });
    const old = objects.map(({ key }) => key).filter((key) => IMAGE_KEY.test(key) && key < end);
    if (old.length === 0) break;
    await env.QR_CODES.delete(old);
    deleted += old.length;
  }
  return deleted;
}

export const deleteImage = (env: Env, pickupId: string): Promise<void> => env.QR_CODES.delete(keyOf(pickupId));

async function readLogo({ env, config, requestId: request_id }: Drawer): Promise<Logo | null> {
  if (config.qrLogoPath === null) return null;
  const object = await env.QR_CODES.get(config.qrLogoPath);
  if (!object) {
    console.warn(JSON.stringify({ level: "warn", event: "qr_logo_missing", request_id, key: config.qrLogoPath }));
    return null;
  }
  return {
    bytes: new Uint8Array(await object.arrayBuffer()),
    contentType: object.httpMetadata?.contentType ?? "image/png",
  };
}
