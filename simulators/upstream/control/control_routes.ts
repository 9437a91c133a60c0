import { z } from "zod";
import { addClockCalls } from "simulators/shared/clock.ts";
import { type ControlApi, createControlApi } from "simulators/shared/control_api.ts";
import { addListCalls } from "simulators/shared/counted_list.ts";
import { addJournalCalls } from "simulators/shared/journal.ts";
import { addSettingsCalls } from "simulators/shared/settings.ts";
import { actionNames } from "simulators/upstream/actions/action_app.ts";
import { describeState } from "simulators/upstream/control/describe.ts";
import { addMessageVerbs } from "simulators/upstream/control/message_verbs.ts";
import { addPhoneVerbs } from "simulators/upstream/control/phone_verbs.ts";
import { idSchema, selectAccount } from "simulators/upstream/control/select_instance.ts";
import { faultSchema, pushFaultSchema } from "simulators/upstream/state/fault.ts";
import { settingsSchema } from "simulators/upstream/state/settings.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";

/** The control API of the simulated upstream. */
export function createUpstreamControl(state: UpstreamState): ControlApi {
  const control = createControlApi(state.publicUrl);
  addPhoneVerbs(control, state);
  addMessageVerbs(control, state);
  addUpstreamVerbs(control, state);
  const calls = ["*", ...actionNames];
  addListCalls(control, state.faults, {
    name: "faults",
    does: `Makes the next requests of an action fail: ${calls.join(", ")}`,
    schema: faultSchema.safeExtend({ call: z.enum(calls) }),
  });
  addListCalls(control, state.pushFaults, {
    name: "pushFaults",
    does: "Spoils the next callbacks",
    schema: pushFaultSchema,
  });
  addClockCalls(control, state);
  addSettingsCalls(control, state.settings, settingsSchema.partial());
  addJournalCalls(control, state.journal);
  control.run("reset", "Restores the state at the start", () => state.reset());
  return control;
}

function addUpstreamVerbs(control: ControlApi, state: UpstreamState): void {
  control.get("state", "Instances, accounts and counters", () => describeState(state));
  control.get("deliveries", "All callbacks with every attempt", () => ({
    deliveries: state.deliveries.list(),
  }));
  const forgets = "The upstream restarts: every instance is unknown; stored logins remain";
  control.run("forgetInstances", forgets, () => {
    state.instances.clear();
    return describeState(state);
  });
  const schema = z.strictObject({ uuid: z.string().optional(), vid: idSchema.optional() });
  control.post("expireCache", "automaticLogin of the account fails from now on", schema, (one) => {
    const account = selectAccount(state, one);
    account.hasCache = false;
    return { vid: account.vid };
  });
}
