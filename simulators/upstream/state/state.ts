import type { Clock } from "packages/platform/clock.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import { createSimulatedClock } from "simulators/shared/clock.ts";
import { createCountedList } from "simulators/shared/counted_list.ts";
import { createJournal } from "simulators/shared/journal.ts";
import { createExternalContacts } from "simulators/upstream/cast/contacts.ts";
import { createAccounts } from "simulators/upstream/state/accounts.ts";
import { createCounters } from "simulators/upstream/state/counters.ts";
import { createDeliveries } from "simulators/upstream/state/deliveries.ts";
import type { Fault, PushFault } from "simulators/upstream/state/fault.ts";
import { createInstances } from "simulators/upstream/state/instances.ts";
import type { ReceivedRequest } from "simulators/upstream/state/journal.ts";
import { defaultSettings, type Settings } from "simulators/upstream/state/settings.ts";
import { createTimers } from "simulators/upstream/state/timers.ts";

/** Everything that the simulated upstream remembers. Tests may change it in place. */
export type UpstreamState = ReturnType<typeof createUpstreamState>;

/**
 * Builds the state.
 * @param settings replace the defaults, also after a reset
 */
export function createUpstreamState(
  { clock, randomBytes, publicUrl, settings: given = {} }: {
    clock: Clock;
    randomBytes: RandomBytes;
    publicUrl: string;
    settings?: Partial<Settings>;
  },
) {
  const initial = { ...defaultSettings, ...given };
  const settings: Settings = { ...initial };
  const time = createSimulatedClock(clock);
  const { now } = time;
  const timers = createTimers(now);
  const stores = {
    instances: createInstances({ now, randomBytes, settings }),
    accounts: createAccounts({ now }),
    counters: createCounters({ now }),
    /** The callbacks that were sent. */
    deliveries: createDeliveries({ now }),
    faults: createCountedList<Fault>(),
    pushFaults: createCountedList<PushFault>(),
    journal: createJournal<ReceivedRequest>({ now, maximumEntries: 10_000 }),
    timers,
  };
  const state = {
    ...stores,
    settings,
    randomBytes,
    publicUrl,
    contacts: createExternalContacts(),
    /** The callbacks of an instance go out one after the other: the last one of each. */
    sending: new Map<string, Promise<void>>(),
    /** Callbacks that wait for the next one of their instance. */
    held: new Map<string, () => void>(),
    /** The simulator's time: the injected clock plus its own offset, milliseconds since the epoch. */
    now,
    offsetMs: time.offsetMs,
    /** Moves the simulator's time forward and runs what is due then. */
    advance(ms: number): void {
      time.advance(ms);
      timers.runDue();
    },
    /** Restores the start, and ends running deliveries and timers. */
    reset(): void {
      time.clear();
      Object.assign(settings, initial);
      for (const store of Object.values(stores)) store.clear();
      state.contacts = createExternalContacts();
      state.sending.clear();
      state.held.clear();
    },
    /** Ends all work that runs without a request. */
    close(): void {
      timers.clear();
      stores.deliveries.clear();
    },
  };
  return state;
}
