/** Reads QR codes from a video: by the browser itself where it can, else by zxing, loaded only then. */
import type { BarcodeDetector as Zxing } from "barcode-detector/ponyfill";
import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm?url";

export type Decoder = Pick<Zxing, "detect">;

/** Not every browser has it, and TypeScript does not know it. */
const browser: { BarcodeDetector?: typeof Zxing } = window as object;
const FORMATS = ["qr_code"] as const;

export async function loadDecoder(): Promise<Decoder> {
  const Native = await nativeDetector();
  if (Native) return new Native({ formats: [...FORMATS] });
  const zxing = await import("barcode-detector/ponyfill");
  zxing.prepareZXingModule({
    overrides: { locateFile: (file: string, folder: string) => (file.endsWith(".wasm") ? wasmUrl : folder + file) },
  });
  return new zxing.BarcodeDetector({ formats: [...FORMATS] });
}

/** Lets the service worker, which keeps what it serves, have what scanning needs before an outage. */
export async function keepDecoder(): Promise<void> {
  const workers = navigator.serviceWorker;
  if (!workers || (await nativeDetector())) return;
  if (!workers.controller) await new Promise((resolve) => workers.addEventListener("controllerchange", resolve));
  await Promise.all([import("barcode-detector/ponyfill"), fetch(wasmUrl)]).catch(() => undefined);
}

async function nativeDetector(): Promise<typeof Zxing | undefined> {
  const formats = (await browser.BarcodeDetector?.getSupportedFormats()) ?? [];
  return formats.includes("qr_code") ? browser.BarcodeDetector : undefined;
}
