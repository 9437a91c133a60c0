import { sha256Hex } from "packages/platform/encoding.ts";

const size = 25;
const quiet = 3;

/**
 * A picture that looks like a QR code and holds nothing: nobody scans the login page of a simulator.
 * The same `seed` gives the same picture.
 */
export function FakeQr({ seed, label }: { seed: string; label: string }) {
  const squares = createModules(seed).map(([x, y]) => `M${x + quiet} ${y + quiet}h1v1h-1z`);
  const edge = size + quiet * 2;
  return (
    <svg viewBox={`0 0 ${edge} ${edge}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <path d={squares.join("")} fill="#1b1f26" />
      <rect x={edge / 2 - 5.5} y={edge / 2 - 2.5} width="11" height="5" fill="#ffffff" />
      <text
        x={edge / 2}
        y={edge / 2 + 1.1}
        font-size="3"
        font-weight="700"
        text-anchor="middle"
        fill="#7a4d00"
      >
        DEMO
      </text>
    </svg>
  );
}

function createModules(seed: string): [number, number][] {
  const bits = [0, 1, 2].flatMap((part) =>
    [...sha256Hex(`${part}:${seed}`)].flatMap((digit) =>
      [8, 4, 2, 1].map((bit) => (parseInt(digit, 16) & bit) > 0)
    )
  );
  const cells = Array.from({ length: size * size }, (_, index): [number, number] => [
    index % size,
    Math.floor(index / size),
  ]);
  return cells.filter(([x, y], index) => finderModule(x, y) ?? bits[index % bits.length]);
}

/** Whether a cell of the three corner marks is dark; undefined elsewhere. */
function finderModule(x: number, y: number): boolean | undefined {
  const corners: [number, number][] = [[3, 3], [size - 4, 3], [3, size - 4]];
  for (const [centreX, centreY] of corners) {
    const distance = Math.max(Math.abs(x - centreX), Math.abs(y - centreY));
    if (distance <= 4) return distance !== 2 && distance !== 4;
  }
  return undefined;
}
