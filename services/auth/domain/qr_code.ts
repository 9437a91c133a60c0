import { encode } from "uqr";

/** Light modules around the code, required by ISO/IEC 18004. */
const QUIET_ZONE = 4;

/** A QR code as an SVG data URL: one path, a rectangle for each run of dark modules. */
export function qrDataUrl(text: string): string {
  const { data, size } = encode(text, { ecc: "M", border: QUIET_ZONE });
  const path = data.map((row, y) => rowPath(row, y)).join("");
  const svg = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 ${size} ${size}' ` +
    `shape-rendering='crispEdges'><path fill='white' d='M0 0h${size}v${size}H0z'/><path d='${path}'/></svg>`;
  return "data:image/svg+xml," + svg.replaceAll("<", "%3C").replaceAll(">", "%3E");
}

function rowPath(row: readonly boolean[], y: number): string {
  let path = "";
  for (let x = 0; x < row.length; x += 1) {
    if (!row[x]) continue;
    const start = x;
    while (row[x + 1]) x += 1;
    const width = x + 1 - start;
    path += `M${start} ${y}h${width}v1h-${width}z`;
  }
  return path;
}
