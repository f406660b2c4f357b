/** Reads a QR symbol off an SVG the way a scanner reads it off a screen: as pixels. */
import jsQR from "jsqr";

const PIXELS_PER_UNIT = 8;

/** Paints the single path of unit squares that `qrcode-svg` joins, on white. Null when nothing can be read. */
export function readSvg(svg: string): string | null {
  const size = Number(/viewBox="0 0 (\d+) \d+"/.exec(svg)?.[1]);
  const path = /<path [^>]*d="([^"]+)"/.exec(svg)?.[1] ?? "";
  const side = size * PIXELS_PER_UNIT;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, left, top, right, bottom] of path.matchAll(/M([\d.]+),([\d.]+) V([\d.]+) H([\d.]+)/g)) {
    const [x0, y0, y1, x1] = [left, top, right, bottom].map((unit) => Math.round(Number(unit) * PIXELS_PER_UNIT));
    for (let y = y0 ?? 0; y < (y1 ?? 0); y += 1) {
      for (let x = x0 ?? 0; x < (x1 ?? 0); x += 1) pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
  return jsQR(pixels, side, side)?.data ?? null;
}
