import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Clock } from "packages/platform/clock.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import type { Environment } from "simulators/llm/environment.ts";
import { createCompletionApp } from "simulators/llm/routes/completion_routes.ts";
import { createControlApp } from "simulators/llm/routes/control_routes.ts";
import { createHomePages } from "simulators/llm/routes/home_pages.tsx";
import { createLlmState, type LlmState, type Settings } from "simulators/llm/state/state.ts";

/** A stand-in for a language model's API, to be mounted in a server or served alone. */
export interface LlmSimulator {
  /** Answers one request. A mount strips its path prefix before. */
  fetch(request: Request): Response | Promise<Response>;
  /** What it knows, open to tests in the same process. */
  state: LlmState;
  /** Ends the answers that are under way. */
  close(): void;
}

/**
 * Builds a simulated model. `publicUrl` is where people and callers reach it, with the mount's path
 * prefix and without a slash at the end. `settings` replaces defaults: key and models that a process
 * is configured with.
 */
export function createLlmSimulator(
  { clock, randomBytes, publicUrl, settings = {} }: {
    clock: Clock;
    randomBytes: RandomBytes;
    publicUrl: string;
    settings?: Partial<Settings>;
  },
): LlmSimulator {
  const state = createLlmState({ clock, randomBytes, settings });
  const app = new Hono<Environment>();
  app.use(bodyLimit({ maxSize: 8 * 1024 * 1024 }));
  app.route("/", createHomePages(state, publicUrl));
  app.route("/", createControlApp(state, publicUrl));
  app.route("/", createCompletionApp(state));
  return { fetch: (request) => app.fetch(request), state, close: () => state.close() };
}
