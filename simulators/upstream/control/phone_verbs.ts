import { z } from "zod";
import { type ControlApi, ControlError } from "simulators/shared/control_api.ts";
import { describeInstance } from "simulators/upstream/control/describe.ts";
import { idSchema, selectInstance, selector } from "simulators/upstream/control/select_instance.ts";
import { switchCorp } from "simulators/upstream/phone/identity.ts";
import {
  type PhoneActionName,
  phoneActions,
  possibleActions,
} from "simulators/upstream/phone/phone_actions.ts";
import { waitForPushes } from "simulators/upstream/push/push.ts";
import type { Instance } from "simulators/upstream/state/instances.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";

const LINK_STATES = ["CONNECTING", "HANDSHAKING", "CONNECTED", "RECONNECTING", "CLOSED"] as const;

const schema = z.strictObject(selector);
const switchSchema = z.strictObject({ ...selector, to: idSchema.optional() });
const linkSchema = z.strictObject({ ...selector, link: z.enum(LINK_STATES).nullable() });

/** Adds the verbs about one instance: the phone, and what ends or changes its login. Each answers with the instance. */
export function addPhoneVerbs(control: ControlApi, state: UpstreamState): void {
  const finish = async (instance: Instance, { wait }: { wait?: boolean | undefined }) => {
    if (wait) await waitForPushes(state, instance.uuid);
    return describeInstance(state, instance);
  };
  for (const name of Object.keys(phoneActions) as PhoneActionName[]) {
    const { does, run } = phoneActions[name];
    control.post(name, does, schema, (selection) => {
      const instance = selectInstance(state, selection);
      requirePossible(instance, name);
      run(state, instance, selection.vid);
      return finish(instance, selection);
    });
  }
  const switches = "The account changes to another company (100006): the identity `to`";
  control.post("switchCorp", switches, switchSchema, ({ to, ...selection }) => {
    const instance = selectInstance(state, selection);
    requirePossible(instance, "drop");
    switchCorp(state, instance, to);
    return finish(instance, selection);
  });
  const links = "Sets the state of the link; null lets time decide again";
  control.post("link", links, linkSchema, ({ link, ...selection }) => {
    const instance = selectInstance(state, selection);
    instance.forcedLink = link ?? undefined;
    return finish(instance, selection);
  });
}

/** @throws ControlError when the instance is in another stage */
function requirePossible(instance: Instance, name: PhoneActionName): void {
  const possible = possibleActions(instance);
  if (possible.includes(name)) return;
  throw new ControlError(`Cannot do this now: the instance is ${instance.stage}`, [
    `possible: ${possible.join(", ")}`,
  ]);
}
