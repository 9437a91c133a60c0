import { z } from "zod";
import { addClockCalls } from "simulators/shared/clock.ts";
import { type ControlApi, createControlApi } from "simulators/shared/control_api.ts";
import { addFaultCalls } from "simulators/shared/faults.ts";
import { addJournalCalls } from "simulators/shared/journal.ts";
import { addSettingsCalls } from "simulators/shared/settings.ts";
import { addPushCalls } from "simulators/wecom/control/push_control.ts";
import { changeCorps, corpChangesSchema } from "simulators/wecom/state/change_corps.ts";
import { settingsSchema } from "simulators/wecom/state/settings.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

const tokensSchema = z.strictObject({
  action: z.enum(["expire", "revoke"]),
  corpId: z.string().optional(),
  agentId: z.int().optional(),
});

/** The control API of the simulated WeCom. `callNames` are the calls that can fail. */
export function createWecomControl(
  state: WecomState,
  { callNames, publicUrl }: { callNames: readonly string[]; publicUrl: string },
): ControlApi {
  const control = createControlApi(publicUrl);
  addPushCalls(control, state, publicUrl);
  addCorpCalls(control, state);
  const does = "Ends access tokens: expire answers 42001 from then on, revoke 40014";
  control.post("tokens", does, tokensSchema, ({ action, ...filter }) => ({
    affected: state.tokens[action](filter),
  }));
  addFaultCalls(control, state.faults, callNames);
  addClockCalls(control, state);
  addSettingsCalls(control, state.settings, settingsSchema.partial());
  addJournalCalls(control, state.journal);
  control.run("reset", "Restores the state at the start", () => state.reset());
  return control;
}

function addCorpCalls(control: ControlApi, state: WecomState): void {
  const list = () => ({ corps: state.corps });
  control.get("corps", "All corps with apps, members, customers, bots and callback keys", list);
  const does = "Changes corps: entries with a known id are updated, others are added";
  control.post("corps", does, corpChangesSchema, (changes) => {
    changeCorps(state, changes);
    return list();
  });
}
