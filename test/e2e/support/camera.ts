/** A camera that sees one picture: Chromium plays a file in its place. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { onTestFinished } from "vitest";

const WIDTH = 640;
const HEIGHT = 480;
const MARGIN = 40;

/** Switches for the browser, so that its camera sees this SVG on a white sheet. */
export function cameraOn(svg: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "camera-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "sheet.y4m");
  writeFileSync(file, film(luma(svg)));
  return [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    `--use-file-for-fake-video-capture=${file}`,
  ];
}

/** How bright each pixel is, row by row. */
function luma(svg: string): Buffer {
  const sheet = Buffer.alloc(WIDTH * HEIGHT, 235);
  const size = HEIGHT - 2 * MARGIN;
  // Each look at an image's pixels copies them all.
  const image = new Resvg(svg, { fitTo: { mode: "width", value: size }, background: "white" }).render();
  const { pixels, width, height } = image;
  for (let y = 0; y < Math.min(size, height); y += 1) {
    for (let x = 0; x < size; x += 1) {
      const green = pixels[(y * width + x) * 4 + 1] ?? 255;
      sheet[(y + MARGIN) * WIDTH + x + (WIDTH - size) / 2] = green > 127 ? 235 : 16;
    }
  }
  return sheet;
}

/** YUV4MPEG2 of still frames, which Chromium repeats. Without colour, both chroma planes are grey. */
function film(still: Buffer): Buffer {
  const frame = Buffer.concat([Buffer.from("FRAME\n"), still, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`), frame, frame]);
}
