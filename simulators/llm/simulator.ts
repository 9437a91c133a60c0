import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createCompletionApp } from "simulators/llm/routes/completion_routes.ts";
import { createLlmControl } from "simulators/llm/routes/control_routes.ts";
import { createHomePages } from "simulators/llm/routes/home_pages.tsx";
import { createLlmState, type LlmState, type Settings } from "simulators/llm/state/state.ts";
import type {
  Simulator,
  SimulatorDefinition,
  SimulatorOptions,
} from "simulators/shared/simulator.ts";

export type LlmSimulator = Simulator<LlmState>;

const MEGABYTE = 1024 * 1024;

/** Builds a simulated language model. `settings` replace the defaults, such as the key. */
export function createLlmSimulator(
  { clock, randomBytes, publicUrl, settings = {} }: SimulatorOptions & {
    settings?: Partial<Settings>;
  },
): LlmSimulator {
  const state = createLlmState({ clock, randomBytes, settings });
  const app = new Hono();
  app.use(bodyLimit({ maxSize: 8 * MEGABYTE }));
  app.route("/", createHomePages(state, publicUrl));
  app.route("/", createLlmControl(state, publicUrl).app);
  app.route("/", createCompletionApp(state));
  return { fetch: (request) => app.fetch(request), state, close: () => state.close() };
}

/** The simulated language model. */
export const llmSimulator = {
  name: "llm",
  defaultPort: 3014,
  create: createLlmSimulator,
} satisfies SimulatorDefinition;
