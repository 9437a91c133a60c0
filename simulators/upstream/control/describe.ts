import type { Instance } from "simulators/upstream/state/instances.ts";
import { linkOf } from "simulators/upstream/state/link.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";

/** An instance as the control API shows it. */
export function describeInstance(state: UpstreamState, instance: Instance) {
  const { uuid, initVid, vid, stage, qr, code, callback, createdAt } = instance;
  return {
    uuid,
    stage,
    vid: vid ?? null,
    initVid: initVid ?? null,
    link: linkOf(state, instance),
    qr: qr === undefined ? null : {
      key: qr.key,
      expiresAt: new Date(qr.expiresAt).toISOString(),
      isVerification: qr.isVerification,
    },
    code: code ?? null,
    callback: callback ?? null,
    createdAt: new Date(createdAt).toISOString(),
  };
}

/** Everything that a test may ask about: instances, accounts and counters. */
export function describeState(state: UpstreamState) {
  const live = state.instances.live();
  return {
    counters: { ...state.counters.read(), liveInstances: live.length },
    instances: state.instances.list().map((instance) => describeInstance(state, instance)),
    accounts: state.accounts.list().map(({ messages, ...account }) => ({
      ...account,
      isOnline: state.instances.onlineOf(account.vid) !== undefined,
      messages: messages.length,
      lastServerId: messages.at(-1)?.serverId ?? 0,
    })),
  };
}
