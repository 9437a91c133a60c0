/** Multiplies every waiting time of tests, for slow and busy machines. */
const FACTOR = Number(Deno.env.get("TEST_TIME_FACTOR") ?? "1");

/**
 * A waiting time times `TEST_TIME_FACTOR`, in the same unit. Only for deadlines that a slow machine may exceed, not for
 * times that a test proves.
 */
export function scaleWait(time: number): number {
  return time * FACTOR;
}
