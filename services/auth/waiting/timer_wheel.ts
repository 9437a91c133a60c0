import type { Clock } from "packages/platform/clock.ts";

const SLOT_MS = 250;

/** An object with a deadline. */
export interface Timed {
  onDue(): void;
}

/** The objects that are due at about the same time. */
export type TimerSlot = Pick<Set<Timed>, "delete">;

/** Thousands of deadlines on one interval instead of one timer each. */
export interface TimerWheel {
  /**
   * Calls `onDue` once, never before `dueAt` and less than 500 ms after it. Delete the object from the returned slot to
   * cancel that.
   */
  add(dueAt: number, timed: Timed): TimerSlot;
  /** Makes all calls that are due. After `start` this happens every 250 ms. */
  turn(): void;
  start(): void;
  stop(): void;
}

/** A wheel of 250 ms slots. */
export function createTimerWheel(clock: Clock): TimerWheel {
  const slots = new Map<number, Set<Timed>>();
  let turnedTo = slotOf(clock.now());

  function turn(): void {
    // Before the calls: what they add must go into a later slot.
    turnedTo = Math.max(turnedTo, slotOf(clock.now()));
    // Only the slots in use: after a machine has slept for days, there are millions of empty ones.
    const dueSlots = [...slots.keys()].filter((slot) => slot < turnedTo).sort((a, b) => a - b);
    for (const slot of dueSlots) {
      const due = slots.get(slot);
      slots.delete(slot);
      for (const timed of due ?? []) timed.onDue();
    }
  }

  let interval: ReturnType<typeof setInterval> | undefined;
  return {
    turn,
    start: () => void (interval ??= setInterval(turn, SLOT_MS)),
    stop: () => clearInterval(interval),
    add(dueAt, timed) {
      const slot = Math.max(slotOf(dueAt), turnedTo);
      const entries = slots.get(slot) ?? new Set();
      slots.set(slot, entries.add(timed));
      return entries;
    },
  };
}

function slotOf(time: number): number {
  return Math.floor(time / SLOT_MS);
}
