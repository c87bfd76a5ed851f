// Draws a QR code for the app (crates/web/src/qr.rs). Bundled with npm's `qr` into a file of its own,
// which the service worker fetches when the app works offline already: no record needs it.
import { encodeQR } from "qr";

// ISO/IEC 18004 asks for four light modules around it.
const QUIET_MODULES = 4;

/** The modules of a side, and the dark ones as the path of an SVG. Throws where the text is too long. */
globalThis.xuntianQr = (text) => {
  const rows = encodeQR(text, "raw", { ecc: "low", encoding: "byte", border: QUIET_MODULES });
  return [rows.length, rows.map(path).join("")];
};

/** The runs of dark modules of a row: `M<x> <y>h<length>v1h-<length>z` each. */
function path(row, y) {
  let drawn = "";
  for (let x = 0; x < row.length; x++) {
    if (!row[x]) continue;
    const start = x;
    while (row[x + 1]) x++;
    const length = x + 1 - start;
    drawn += `M${start} ${y}h${length}v1h-${length}z`;
  }
  return drawn;
}
