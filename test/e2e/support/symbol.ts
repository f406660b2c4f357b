/** Reads a QR symbol off the screen, in the pixels that a phone's camera would see. */
import jsQR from "jsqr";
import type { Locator } from "playwright-core";

/** What the symbol carries; null when it cannot be read. */
export async function readSymbol(element: Locator): Promise<string | null> {
  const png = (await element.screenshot()).toString("base64");
  const { pixels, width, height } = await element.page().evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    if (!context) throw new Error("No canvas");
    context.drawImage(image, 0, 0);
    const { data: bytes, width, height } = context.getImageData(0, 0, image.width, image.height);
    return { pixels: Array.from(bytes), width, height };
  }, png);
  return jsQR(Uint8ClampedArray.from(pixels), width, height)?.data ?? null;
}
