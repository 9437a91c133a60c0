/** A whole number from 0 to below `limit`. */
export type Dice = (limit: number) => number;

/** Whole numbers below `limit`, the same in every run (linear congruential generator). */
export function createDice(seed: number): Dice {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** JSON text with values that are easy to read wrongly, in fields with these names. */
export function randomJson(dice: Dice, names: readonly string[], depth = 0): string {
  const value = () => randomJson(dice, names, depth + 1);
  const simple = [
    "null",
    "true",
    "0",
    "-1",
    "1e999",
    "2",
    "1011",
    "10800000000000077",
    "1688000000000017",
    `"断开"`,
    `"0"`,
    `"\\u0000\\ud83d"`,
    `"spam_block"`,
    `"{\\"a\\":"`,
    `"13800138000"`,
  ];
  if (depth > 4 || dice(3) > 0) return simple[dice(simple.length)]!;
  const length = dice(6);
  if (dice(3) === 0) return `[${Array.from({ length }, value).join()}]`;
  const field = () => `"${names[dice(names.length)]}":${value()}`;
  return `{${Array.from({ length }, field).join()}}`;
}
