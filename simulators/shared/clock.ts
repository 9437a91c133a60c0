import type { Clock } from "packages/platform/clock.ts";
import { z } from "zod";
import type { ControlApi } from "simulators/shared/control_api.ts";

const tenYearsMs = 315_360_000_000;

/** A simulator's time, which its control API can move forward. */
type SimulatedClock = ReturnType<typeof createSimulatedClock>;

/** A clock that is ahead of `clock` by an offset. The offset starts with 0. */
export function createSimulatedClock(clock: Clock) {
  let offsetMs = 0;
  return {
    /** Milliseconds since the epoch. */
    now: () => clock.now() + offsetMs,
    offsetMs: () => offsetMs,
    advance(ms: number): void {
      offsetMs += ms;
    },
    /** Sets the offset to 0 again. */
    clear(): void {
      offsetMs = 0;
    },
  };
}

/** Adds the calls that read and move the clock. */
export function addClockCalls(
  control: ControlApi,
  clock: Pick<SimulatedClock, "now" | "offsetMs" | "advance">,
): void {
  const describe = () => ({ now: new Date(clock.now()).toISOString(), offsetMs: clock.offsetMs() });
  control.get("clock", "The simulator's time", describe);
  const schema = z.strictObject({ advanceMs: z.int().min(0).max(tenYearsMs) });
  control.post("clock", "Moves the simulator's time forward", schema, ({ advanceMs }) => {
    clock.advance(advanceMs);
    return describe();
  });
}
