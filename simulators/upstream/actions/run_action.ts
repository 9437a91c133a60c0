import type { Action } from "simulators/upstream/actions/action.ts";
import type { Instance } from "simulators/upstream/state/instances.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";
import type { Answer } from "simulators/upstream/wire/answer.ts";
import type { Fields } from "simulators/upstream/wire/fields.ts";
import {
  errorOf,
  NO_INSTANCE,
  NOT_LOGGED_IN,
  SECOND_VERIFY,
  UpstreamError,
} from "simulators/upstream/wire/upstream_error.ts";

/** Checks what an action needs, and runs it. A refusal is an answer too. */
export function runAction(action: Action, state: UpstreamState, fields: Fields): Answer {
  try {
    const reply = answerAction(action, state, fields);
    return { data: null, errcode: 0, errmsg: action.success ?? "ok", ...reply };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return { data: null, errcode: error.errcode, errmsg: error.message };
  }
}

function answerAction(action: Action, state: UpstreamState, fields: Fields): Partial<Answer> {
  const { uuid } = fields;
  const instance = typeof uuid === "string" ? state.instances.find(uuid) : undefined;
  if (action.needs === "nothing") return action.answer({ state, fields, instance });
  if (instance === undefined) throw errorOf(NO_INSTANCE);
  if (instance.stage === "destroyed") throw errorOf(NOT_LOGGED_IN);
  if (!action.isForVerification && mustVerify(state, instance)) throw errorOf(SECOND_VERIFY);
  if (action.needs === "login" && instance.stage !== "online") throw errorOf(NOT_LOGGED_IN);
  return action.answer({ state, fields, instance });
}

/** Whether every call of an instance is refused until its account has been verified again. */
export function mustVerify(state: UpstreamState, instance: Instance): boolean {
  const account = instance.vid === undefined ? undefined : state.accounts.find(instance.vid);
  return instance.stage === "online" && account?.mustVerify === true;
}
