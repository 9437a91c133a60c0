import type { BridgeWorld } from "tests/bridge/support/bridge_world.ts";

const STEPS = 40;

/** Lets time pass until something is true, at most `maxMs` milliseconds. */
export async function passUntil(
  { pass }: Pick<BridgeWorld, "pass">,
  maxMs: number,
  isTrue: () => boolean | Promise<boolean>,
): Promise<void> {
  for (let step = 0; step < STEPS && !await isTrue(); step += 1) await pass(maxMs / STEPS);
}
