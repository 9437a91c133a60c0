import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type {
  Simulator,
  SimulatorDefinition,
  SimulatorOptions,
} from "simulators/shared/simulator.ts";
import { createActionApp } from "simulators/upstream/actions/action_app.ts";
import { createUpstreamControl } from "simulators/upstream/control/control_routes.ts";
import type { Environment } from "simulators/upstream/environment.ts";
import { createPhonePages } from "simulators/upstream/routes/phone_pages.tsx";
import type { Settings } from "simulators/upstream/state/settings.ts";
import { createUpstreamState, type UpstreamState } from "simulators/upstream/state/state.ts";
import { respondFramework } from "simulators/upstream/wire/answer.ts";

export type UpstreamSimulator = Simulator<UpstreamState>;

const MEGABYTE = 1024 * 1024;

/** Builds a simulated upstream. `settings` replace the defaults, also after a reset. */
export function createUpstreamSimulator(
  { clock, randomBytes, publicUrl, settings = {} }: SimulatorOptions & {
    settings?: Partial<Settings>;
  },
): UpstreamSimulator {
  const state = createUpstreamState({ clock, randomBytes, publicUrl, settings });
  const app = new Hono<Environment>();
  app.use(bodyLimit({ maxSize: 8 * MEGABYTE }));
  app.route("/", createActionApp(state));
  app.route("/", createUpstreamControl(state).app);
  app.route("/", createPhonePages(state));
  app.notFound((c) => respondFramework(404, "Not Found", c.req.path));
  return {
    fetch: (request, connection) =>
      app.fetch(request, { callerIp: connection?.remoteAddr.hostname ?? "127.0.0.1" }),
    state,
    close: () => state.close(),
  };
}

/** The simulated upstream. */
export const upstreamSimulator = {
  name: "upstream",
  defaultPort: 3013,
  create: createUpstreamSimulator,
} satisfies SimulatorDefinition;
