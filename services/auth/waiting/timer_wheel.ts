import type { Clock } from "packages/platform/clock.ts";

const SLOT_MS = 250;

/** Thousands of deadlines on one interval instead of one timer each. */
export interface TimerWheel {
  /** Calls `onDue` once, never before `dueAt` and less than 500 ms after it; the returned function cancels that. */
  add(dueAt: number, onDue: () => void): () => void;
  /** Makes all calls that are due. After `start` this happens every 250 ms. */
  turn(): void;
  start(): void;
  stop(): void;
}

/** A wheel of 250 ms slots. */
export function createTimerWheel(clock: Clock): TimerWheel {
  const slots = new Map<number, Set<() => void>>();
  let turnedTo = slotOf(clock.now());

  function turn(): void {
    // Before the calls: what they add must go into a later slot.
    turnedTo = Math.max(turnedTo, slotOf(clock.now()));
    // Only the slots in use: after a machine has slept for days, there are millions of empty ones.
    const dueSlots = [...slots.keys()].filter((slot) => slot < turnedTo).sort((a, b) => a - b);
    for (const slot of dueSlots) {
      const due = slots.get(slot);
      slots.delete(slot);
      for (const onDue of due ?? []) onDue();
    }
  }

  let interval: ReturnType<typeof setInterval> | undefined;
  return {
    turn,
    start: () => void (interval ??= setInterval(turn, SLOT_MS)),
    stop: () => clearInterval(interval),
    add(dueAt, onDue) {
      const slot = Math.max(slotOf(dueAt), turnedTo);
      const entries = slots.get(slot) ?? new Set();
      slots.set(slot, entries.add(onDue));
      return () => {
        entries.delete(onDue);
        if (entries.size === 0 && slots.get(slot) === entries) slots.delete(slot);
      };
    },
  };
}

function slotOf(time: number): number {
  return Math.floor(time / SLOT_MS);
}
