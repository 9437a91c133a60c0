import { scenarioSchema } from "simulators/llm/state/scenario.ts";
import { type LlmState, settingsSchema } from "simulators/llm/state/state.ts";
import { type ControlApi, createControlApi } from "simulators/shared/control_api.ts";
import { addListCalls } from "simulators/shared/counted_list.ts";
import { addJournalCalls } from "simulators/shared/journal.ts";
import { addSettingsCalls } from "simulators/shared/settings.ts";

/** The control API of the language model. */
export function createLlmControl(state: LlmState, publicUrl: string): ControlApi {
  const control = createControlApi(publicUrl);
  addListCalls(control, state.scenarios, {
    name: "scenarios",
    does: "Adds a scenario: how the requests that match it are answered",
    schema: scenarioSchema,
  });
  addJournalCalls(control, state.journal);
  addSettingsCalls(control, state.settings, settingsSchema.partial());
  control.run("reset", "Restores the state at the start", () => state.reset());
  return control;
}
