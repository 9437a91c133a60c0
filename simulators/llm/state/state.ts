import type { Clock } from "packages/platform/clock.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import type { ReceivedRequest } from "simulators/llm/state/journal.ts";
import { createJournal, type Journal } from "simulators/shared/journal.ts";
import { defaultScenario, matches, type Scenario } from "simulators/llm/state/scenario.ts";

/** How the simulated provider is set up. */
export interface Settings {
  /** The only key that it accepts. */
  apiKey: string;
  models: string[];
  /** Answers 400 to messages with `reasoning_content`, as reasoning models of DeepSeek did. */
  rejectReasoningInput: boolean;
}

/** The settings at the start, unless the process gives others. */
const defaultSettings: Readonly<Settings> = {
  apiKey: "simulated-llm-key",
  models: ["deepseek-chat", "deepseek-reasoner"],
  rejectReasoningInput: true,
};

/** Everything that the simulated model remembers. Tests may change it in place. */
export interface LlmState {
  readonly settings: Settings;
  readonly journal: Journal<ReceivedRequest>;
  readonly randomBytes: RandomBytes;
  now(): number;
  /** The scenarios that wait for requests, in the order in which they were added. */
  listScenarios(): Scenario[];
  addScenario(scenario: Scenario): void;
  clearScenarios(): void;
  /** The scenario of this request; its count goes down. */
  takeScenario(request: { prompt: string; model: string }): Scenario;
  /** Aborts when all running answers must end. */
  readonly signal: AbortSignal;
  /** Ends all running answers. */
  close(): void;
  /** Restores the state at the start, and ends all running answers. */
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
