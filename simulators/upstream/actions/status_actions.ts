import { FOREIGN_ACCOUNTS, type Person } from "simulators/upstream/cast/accounts.ts";
import type { Action, ActionRequest } from "simulators/upstream/actions/action.ts";
import { mustVerify } from "simulators/upstream/actions/run_action.ts";
import { profileV1, profileV2 } from "simulators/upstream/push/profile.ts";
import { linkOf } from "simulators/upstream/state/link.ts";
import type { Instance } from "simulators/upstream/state/instances.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";
import { errorOf, NO_INSTANCE, SECOND_VERIFY } from "simulators/upstream/wire/upstream_error.ts";

const FOUND = "获取成功";

/** The actions that say which instances there are, and who is logged in. */
export const statusActions: readonly Action[] = [
  {
    name: "GetRunClientByUuid",
    dialect: "v1",
    needs: "nothing",
    success: FOUND,
    answer: (request) => ({ data: describeV1(request.state, findForStatus(request)) }),
  },
  {
    name: "GetRunClientInfo",
    dialect: "v2",
    needs: "nothing",
    success: FOUND,
    answer: (request) => ({ data: describeV2(request.state, findForStatus(request)) }),
  },
  {
    name: "GetRunClient",
    dialect: "v1",
    needs: "nothing",
    success: FOUND,
    answer: ({ state }) => ({ data: [...ownClients(state), ...foreignClients(state)] }),
  },
  {
    name: "getRunClientList",
    dialect: "v2",
    needs: "nothing",
    success: FOUND,
    answer: ({ state }) => {
      const own = state.instances.live().map((instance) => describeV2(state, instance));
      return { data: { runClientList: [...own, ...foreignClientsV2(state)] } };
    },
  },
  {
    name: "GetProfile",
    needs: "login",
    answer: ({ state, instance }) => ({ data: profileV1(state.accounts.find(instance.vid!)!) }),
  },
];

/** A destroyed instance still has a status; one that never existed has none. */
function findForStatus({ state, instance }: ActionRequest<Instance | undefined>): Instance {
  if (instance === undefined) throw errorOf(NO_INSTANCE);
  if (mustVerify(state, instance)) throw errorOf(SECOND_VERIFY);
  return instance;
}

/** 0 not initialised, 1 initialised and not logged in, 2 logged in. */
function loginTypeOf({ stage }: Instance): number {
  if (stage === "destroyed" || stage === "dropped") return 0;
  return stage === "online" ? 2 : 1;
}

/** The account of an instance, once the upstream shows it. */
function shownAccount({ accounts, settings, now }: UpstreamState, instance: Instance) {
  const isShown = instance.stage === "online" &&
    now() >= instance.loggedInAt + settings.profileLagMs;
  return isShown ? accounts.find(instance.vid!) : undefined;
}

function describeV1(state: UpstreamState, instance: Instance) {
  const { uuid, loggedInAt } = instance;
  const loginType = loginTypeOf(instance);
  return {
    logintime: Math.floor(loggedInAt / 1000),
    loginType,
    uuid,
    user_info: loginType === 0 ? null : describeUser(state, instance),
    ...state.settings.linkStateInV1 && { longLinkState: linkOf(state, instance) },
  };
}

function describeUser(state: UpstreamState, instance: Instance) {
  const account = shownAccount(state, instance);
  return {
    isLogin: instance.stage === "online",
    clientId: instance.uuid,
    uuid: instance.uuid,
    userid: BigInt(account?.vid ?? 0),
    updateTime: Math.floor(state.now() / 1000),
    requrl: new URL(state.publicUrl).origin,
    object: account === undefined ? {} : profileV1(account),
  };
}

function describeV2(state: UpstreamState, instance: Instance) {
  const { uuid, clientId, loggedInAt, callback } = instance;
  const loginType = loginTypeOf(instance);
  const longLinkState = linkOf(state, instance);
  if (loginType === 0) return { loginType, uuid, userInfo: null, longLinkState };
  const account = shownAccount(state, instance);
  return {
    loginType,
    uuid,
    clientId,
    loginTime: loggedInAt,
    userInfo: account === undefined ? null : profileV2(account),
    reqUrl: new URL(state.publicUrl).host,
    clientCallbackConfig: callback ?? null,
    proxySetting: null,
    longLinkState,
  };
}

function ownClients(state: UpstreamState) {
  return state.instances.list().filter(({ stage }) => stage === "online")
    .map((instance) => ({ [instance.vid!]: describeUser(state, instance) }));
}

/** The instances of other customers, whom our callers must not see. */
function foreignClients(state: UpstreamState) {
  return FOREIGN_ACCOUNTS.map((person) => ({
    [person.vid]: {
      isLogin: true,
      clientId: foreignUuid(person),
      uuid: foreignUuid(person),
      userid: BigInt(person.vid),
      updateTime: Math.floor(state.now() / 1000),
      requrl: new URL(state.publicUrl).origin,
      object: profileV1(person),
    },
  }));
}

function foreignClientsV2(state: UpstreamState) {
  return FOREIGN_ACCOUNTS.map((person) => ({
    loginType: 2,
    uuid: foreignUuid(person),
    clientId: foreignUuid(person),
    loginTime: state.now() - 3_600_000,
    userInfo: profileV2(person),
    reqUrl: new URL(state.publicUrl).host,
    clientCallbackConfig: { callbackType: "HTTP", url: "https://someone-else.example/callback" },
    proxySetting: null,
    longLinkState: "CONNECTED",
  }));
}

function foreignUuid({ vid }: Person): string {
  return `f0e1900000000000${vid}`;
}
