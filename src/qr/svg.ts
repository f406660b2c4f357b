/** Draws the symbol. With a logo over its centre it uses error correction H, which restores up to 30 % of the symbol. */
import QRCode from "qrcode-svg";
import { toBase64 } from "../crypto/encoding";

/** Modules of white around the symbol; ISO/IEC 18004 asks for four. */
const QUIET_ZONE = 4;
/** The contract's share of the symbol's side (8.1). */
const LOGO_SHARE = 1 / 5;

export interface Logo {
  bytes: Uint8Array;
  contentType: string;
}

/** An SVG of `text`, which must be ASCII. One unit of its view box is one module. */
export function drawSvg(text: string, logo: Logo | null): string {
  const symbol = new QRCode({
    content: text,
    padding: QUIET_ZONE,
    ecl: logo ? "H" : "M",
    join: true,
    container: "svg-viewbox",
    xmlDeclaration: false,
  });
  const side = symbol.qrcode.modules.length + 2 * QUIET_ZONE;
  symbol.options.width = side;
  symbol.options.height = side;
  const svg = symbol.svg();
  return logo ? svg.replace("</svg>", `${overlay(logo, side)}</svg>`) : svg;
}

/** The logo on a white frame of one module. */
function overlay({ bytes, contentType }: Logo, symbolSide: number): string {
  const side = Math.floor(symbolSide * LOGO_SHARE);
  const at = (symbolSide - side) / 2;
  const frame = `<rect x="${at - 1}" y="${at - 1}" width="${side + 2}" height="${side + 2}" fill="#ffffff"/>`;
  return `${frame}<image x="${at}" y="${at}" width="${side}" height="${side}" href="data:${contentType};base64,${toBase64(bytes)}"/>`;
}
