/** The number of bodies in the fuzz test, which takes five to ten seconds. */
export const FUZZ_ITERATIONS = 100_000;

/** Repeatable randomness (mulberry32). */
export interface SeededRandom {
  /** At least 0, less than `below`. */
  integer(below: number): number;
  bytes(length: number): Uint8Array;
  pick<T>(items: readonly T[]): T;
  /** Well-formed text of up to `charsMax` characters from all planes, with control characters and marks. */
  text(charsMax: number): string;
}

const RANGES = [[0x20, 0x7e], [0, 0x1f], [0x80, 0xd7ff], [0x4e00, 0x9fff], [0xe000, 0x10ffff]];

export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  function integer(below: number): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }
  const pick = <T>(items: readonly T[]): T => items[integer(items.length)]!;
  return {
    integer,
    pick,
    bytes: (length) => Uint8Array.from({ length }, () => integer(256)),
    text: (charsMax) =>
      Array.from({ length: integer(charsMax + 1) }, () => {
        const [low, high] = pick(RANGES) as [number, number];
        return String.fromCodePoint(low + integer(high - low + 1));
      }).join(""),
  };
}
