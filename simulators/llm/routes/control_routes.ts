import type { Hono } from "hono";
import { z } from "zod";
import type { Environment } from "simulators/llm/environment.ts";
import { scenarioSchema } from "simulators/llm/state/scenario.ts";
import type { LlmState } from "simulators/llm/state/state.ts";
import { createControlBase } from "simulators/shared/control_app.ts";
import { readControlJson } from "simulators/shared/read_control_json.ts";

const settingsSchema = z.strictObject({
  apiKey: z.string().min(1),
  models: z.array(z.string().min(1)).min(1),
  rejectReasoningInput: z.boolean(),
}).partial();

/** The control API under `/_control/`. */
export function createControlApp(state: LlmState, publicUrl: string): Hono<Environment> {
  const app = createControlBase<Environment>(publicUrl);
  app.get("/_control/scenarios", (c) => c.json({ scenarios: state.listScenarios() }));
  app.post("/_control/scenarios", async (c) => {
    state.addScenario(await readControlJson(c, scenarioSchema));
    return c.json({ scenarios: state.listScenarios() }, 201);
  });
  app.delete("/_control/scenarios", (c) => {
    state.clearScenarios();
    return c.body(null, 204);
  });
  app.get("/_control/journal", (c) => c.json({ entries: state.journal.list() }));
  app.delete("/_control/journal", (c) => {
    state.journal.clear();
    return c.body(null, 204);
  });
  app.get("/_control/settings", (c) => c.json(state.settings));
  app.post("/_control/settings", async (c) => {
    Object.assign(state.settings, await readControlJson(c, settingsSchema));
    return c.json(state.settings);
  });
  app.post("/_control/reset", (c) => {
    state.reset();
    return c.body(null, 204);
  });
  return app;
}
