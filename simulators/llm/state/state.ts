import { z } from "zod";
import type { Clock } from "packages/platform/clock.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import type { ReceivedRequest } from "simulators/llm/state/journal.ts";
import { defaultScenario, type Scenario } from "simulators/llm/state/scenario.ts";
import { createCountedList } from "simulators/shared/counted_list.ts";
import { createJournal } from "simulators/shared/journal.ts";

/** How the simulated provider is set up. */
export const settingsSchema = z.strictObject({
  /** The only key that it accepts. */
  apiKey: z.string().min(1),
  models: z.array(z.string().min(1)).min(1),
  /** Answers 400 to messages with `reasoning_content`, as reasoning models of DeepSeek did. */
  rejectReasoningInput: z.boolean(),
});

export type Settings = z.infer<typeof settingsSchema>;

/** The settings at the start, unless the process gives others. */
const defaultSettings: Readonly<Settings> = {
  apiKey: "simulated-llm-key",
  models: ["deepseek-chat", "deepseek-reasoner"],
  rejectReasoningInput: true,
};

/** Everything that the simulated model remembers. Tests may change it in place. */
export type LlmState = ReturnType<typeof createLlmState>;

/** Builds the state; `settings` replaces defaults. */
export function createLlmState(
  { clock, randomBytes, settings }: {
    clock: Clock;
    randomBytes: RandomBytes;
    settings: Partial<Settings>;
  },
) {
  const initial = { ...defaultSettings, ...settings };
  const scenarios = createCountedList<Scenario>();
  let running = new AbortController();
  const state = {
    settings: { ...initial },
    journal: createJournal<ReceivedRequest>({ now: clock.now, maximumEntries: 5_000 }),
    randomBytes,
    now: clock.now,
    /** The scenarios that wait for requests, in the order in which they were added. */
    scenarios,
    addScenario: scenarios.add,
    /** The scenario of a request whose last user message is `prompt`. */
    takeScenario: (prompt: string): Scenario =>
      scenarios.take(({ match = "" }) => prompt.includes(match)) ?? defaultScenario,
    /** Aborts when all running answers must end. */
    get signal(): AbortSignal {
      return running.signal;
    },
    /** Ends all running answers. */
    close(): void {
      running.abort();
      running = new AbortController();
    },
    /** Restores the state at the start, and ends all running answers. */
    reset(): void {
      state.close();
      Object.assign(state.settings, initial);
      scenarios.clear();
      state.journal.clear();
    },
  };
  return state;
}
