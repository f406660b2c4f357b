import { Resvg } from "@resvg/resvg-js";
import jsQR from "jsqr";
import { describe, expect, it } from "vitest";
import { drawSvg } from "../../src/qr/svg";

const TOKEN = "SNB1.q1.AaIE7HjleOejrfyFzuTTkg.ABC234.c2lnbmF0dXJlLTEyOC1iaXQ";
const WIDTH = 600;

/** A dark square, the worst a logo can do to the modules below it. */
const LOGO = {
  bytes: new TextEncoder().encode(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#b00020"/><circle cx="5" cy="5" r="3"/></svg>',
  ),
  contentType: "image/svg+xml",
};

function scan(svg: string): string | undefined {
  const image = new Resvg(svg, { fitTo: { mode: "width", value: WIDTH } }).render();
  return jsQR(Uint8ClampedArray.from(image.pixels), image.width, image.height)?.data;
}

describe("a QR image", () => {
  it("reads as the token it was drawn for", () => {
    expect(scan(drawSvg(TOKEN, null))).toBe(TOKEN);
  });

  it("still reads with a logo over its centre", () => {
    const svg = drawSvg(TOKEN, LOGO);
    expect(svg).toContain("data:image/svg+xml;base64,");
    expect(scan(svg)).toBe(TOKEN);
  });

  it("does not read when more of it is covered than error correction restores: the scan is a real one", () => {
    const plain = drawSvg(TOKEN, null);
    const side = Number(/viewBox="0 0 (\d+)/.exec(plain)?.[1]);
    const cover = `<rect x="${side * 0.25}" y="${side * 0.25}" width="${side * 0.5}" height="${side * 0.5}" fill="#fff"/>`;
    expect(scan(plain.replace("</svg>", `${cover}</svg>`))).not.toBe(TOKEN);
  });
});
