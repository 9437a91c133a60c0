import { z } from "zod";
import { scenarioSchema } from "simulators/llm/state/scenario.ts";
import type { LlmState } from "simulators/llm/state/state.ts";
import { type ControlApi, createControlApi } from "simulators/shared/control_api.ts";
import { addJournalCalls } from "simulators/shared/journal.ts";
import { addSettingsCalls } from "simulators/shared/settings.ts";

const settingsSchema = z.strictObject({
  apiKey: z.string().min(1),
  models: z.array(z.string().min(1)).min(1),
  rejectReasoningInput: z.boolean(),
}).partial();

/** The control API of the language model. */
export function createLlmControl(state: LlmState, publicUrl: string): ControlApi {
  const control = createControlApi(publicUrl);
  const list = () => ({ scenarios: state.listScenarios() });
  control.get("scenarios", "The scenarios that wait for requests", list);
  const does = "Adds a scenario: how the requests that match it are answered";
  control.post("scenarios", does, scenarioSchema, (scenario) => {
    state.addScenario(scenario);
    return Response.json(list(), { status: 201 });
  });
  control.delete("scenarios", "Removes all scenarios", () => state.clearScenarios());
  addJournalCalls(control, state.journal);
  addSettingsCalls(control, state.settings, settingsSchema);
  control.run("reset", "Restores the state at the start", () => state.reset());
  return control;
}
