import type { Clock } from "packages/platform/clock.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import type { ReceivedRequest } from "simulators/llm/state/journal.ts";
import { createJournal, type Journal } from "simulators/shared/journal.ts";
import { defaultScenario, matches, type Scenario } from "simulators/llm/state/scenario.ts";

/** How the simulated provider is set up. */
export interface Settings {
  /** The only key that it takes. */
  apiKey: string;
  models: string[];
  /** Answers 400 to messages with `reasoning_content`, as reasoning models of DeepSeek did. */
  rejectReasoningInput: boolean;
}

/** What a simulator starts with unless told otherwise, and goes back to on reset. */
const defaultSettings: Readonly<Settings> = {
  apiKey: "simulated-llm-key",
  models: ["deepseek-chat", "deepseek-reasoner"],
  rejectReasoningInput: true,
};

/** Everything the simulated model knows. Tests may read and change it in place. */
export interface LlmState {
  readonly settings: Settings;
  readonly journal: Journal<ReceivedRequest>;
  readonly randomBytes: RandomBytes;
  now(): number;
  /** The scenarios still waiting for requests, first come first served. */
  listScenarios(): Scenario[];
  addScenario(scenario: Scenario): void;
  clearScenarios(): void;
  /** The scenario of this request; it counts as used. */
  takeScenario(request: { prompt: string; model: string }): Scenario;
  /** Aborted as soon as what is under way shall end. */
  readonly signal: AbortSignal;
  /** Ends what is under way. */
  close(): void;
  /** Back to how it was built: settings; no scenarios, no journal, nothing under way. */
  reset(): void;
}

/** Builds the state; `settings` replaces defaults. */
export function createLlmState(
  { clock, randomBytes, settings }: {
    clock: Clock;
    randomBytes: RandomBytes;
    settings: Partial<Settings>;
  },
): LlmState {
  const initial = { ...defaultSettings, ...settings };
  let scenarios: Scenario[] = [];
  let running = new AbortController();
  const state: LlmState = {
    settings: { ...initial },
    journal: createJournal({ now: clock.now, maximumEntries: 5_000 }),
    randomBytes,
    now: clock.now,
    listScenarios: () => scenarios.map((scenario) => ({ ...scenario })),
    addScenario(scenario) {
      scenarios.push({ ...scenario });
    },
    clearScenarios() {
      scenarios = [];
    },
    takeScenario(request) {
      const scenario = scenarios.find((candidate) => matches(candidate, request));
      if (!scenario) return defaultScenario;
      if (scenario.count !== undefined) {
        scenario.count -= 1;
        if (scenario.count === 0) scenarios = scenarios.filter((other) => other !== scenario);
      }
      return { ...scenario };
    },
    get signal() {
      return running.signal;
    },
    close() {
      running.abort();
      running = new AbortController();
    },
    reset() {
      state.close();
      Object.assign(state.settings, initial);
      scenarios = [];
      state.journal.clear();
    },
  };
  return state;
}
