/** The QR part of an answer: the contract's object and the address of the image. */
import type { Context } from "hono";
import type { Pickup } from "../domain/pickup";
import { absoluteUrl } from "../http/context";
import type { Deps } from "../operations/deps";
import { qrContents } from "../qr/contents";
import { signImageName } from "../qr/token";

export async function qrCode(c: Pick<Context, "req">, { config }: Deps, pickup: Pickup, locationName: string) {
  const name = await signImageName(config.qrKeys, pickup.id);
  return { data: qrContents(pickup, locationName), image_url: absoluteUrl(c, `/api/scheduling/qr/${name}`) };
}
