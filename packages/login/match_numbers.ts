import type { RandomBytes } from "packages/platform/random.ts";

/** The number that the desktop shows, and the three that the phone offers in random order. */
export interface MatchNumbers {
  readonly number: string;
  readonly choices: string[];
}

/** Draws three different numbers from "10" to "99", one of them the right one. */
export function drawMatchNumbers(randomBytes: RandomBytes): MatchNumbers {
  const drawn = new Set<string>();
  while (drawn.size < 3) drawn.add(String(10 + drawBelow(90, randomBytes)));
  const choices = [...drawn];
  return { number: choices[drawBelow(3, randomBytes)]!, choices };
}

function drawBelow(limit: number, randomBytes: RandomBytes): number {
  const unbiased = 256 - (256 % limit);
  for (;;) {
    const byte = randomBytes(1)[0]!;
    if (byte < unbiased) return byte % limit;
  }
}
