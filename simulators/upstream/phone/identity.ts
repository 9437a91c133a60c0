import { SWITCHED_VID } from "simulators/upstream/cast/accounts.ts";
import { accountOf } from "simulators/upstream/phone/sign_in.ts";
import { corpSwitchedBody } from "simulators/upstream/push/profile.ts";
import { push } from "simulators/upstream/push/push.ts";
import type { Instance } from "simulators/upstream/state/instances.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";

const CORP_SWITCHED = 100006;
const SECOND_VERIFY = 100012;

/** The account of an instance must be verified again: until then every call of it is refused. */
export function demandVerification(state: UpstreamState, instance: Instance): void {
  const account = accountOf(state, instance);
  account.mustVerify = true;
  const { uuid } = instance;
  const msg = "出现二次验证，请重新获取二维码登录";
  push(state, instance, { type: SECOND_VERIFY, body: { vid: BigInt(account.vid), msg, uuid } });
}

/** The person changes to another company: the instance is then logged in as `vid`. */
export function switchCorp(
  state: UpstreamState,
  instance: Instance,
  vid: string = SWITCHED_VID,
): void {
  const before = accountOf(state, instance);
  const after = state.accounts.ensure(vid);
  instance.vid = after.vid;
  push(state, instance, { type: CORP_SWITCHED, body: corpSwitchedBody(before, after) });
}
