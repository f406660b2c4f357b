/** Draws the symbol. With a logo over its centre it uses error correction H, which restores up to 30 % of the symbol. */
import QRCode from "qrcode-svg";
import { toBase64 } from "../crypto/encoding";

const SIZE = 256;
/** Modules of white around the symbol; ISO/IEC 18004 asks for four. */
const QUIET_ZONE = 4;
/** The contract's share of the symbol's side (8.1). */
const LOGO_SHARE = 1 / 5;
const LOGO_MARGIN = 4;

export interface Logo {
  bytes: Uint8Array;
  contentType: string;
}

/** An SVG of `text`, which must be ASCII. */
export function drawSvg(text: string, logo: Logo | null): string {
  const symbol = new QRCode({
    content: text,
    width: SIZE,
    height: SIZE,
    padding: QUIET_ZONE,
    ecl: logo ? "H" : "M",
    join: true,
    container: "svg-viewbox",
    xmlDeclaration: false,
  }).svg();
  return logo ? symbol.replace("</svg>", `${overlay(logo)}</svg>`) : symbol;
}

function overlay({ bytes, contentType }: Logo): string {
  const side = SIZE * LOGO_SHARE;
  const at = (SIZE - side) / 2;
  const frame = `<rect x="${at - LOGO_MARGIN}" y="${at - LOGO_MARGIN}" width="${side + 2 * LOGO_MARGIN}" height="${side + 2 * LOGO_MARGIN}" fill="#ffffff"/>`;
  return `${frame}<image x="${at}" y="${at}" width="${side}" height="${side}" href="data:${contentType};base64,${toBase64(bytes)}"/>`;
}
