/** Conditional reads (RFC 9110, section 13): whoever polls gets the body again only when it has changed. */
import type { Context } from "hono";
import { toBase64Url } from "../crypto/encoding";

/** 304 when the caller holds this very value. It may be kept, and must be asked for again each time. */
export async function jsonIfChanged<T extends object>(c: Context, value: T) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(value)));
  const tag = `"${toBase64Url(new Uint8Array(digest))}"`;
  c.header("ETag", tag);
  c.header("Cache-Control", "private, no-cache");
  c.header("Vary", "Origin"); // what a browser kept for one site does not say that another may read it
  return isHeld(c.req.header("If-None-Match"), tag) ? c.body(null, 304) : c.json(value, 200);
}

const isHeld = (header: string | undefined, tag: string): boolean =>
  header?.split(",").some((held) => ["*", tag].includes(held.trim().replace(/^W\//, ""))) ?? false;
