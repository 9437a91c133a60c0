import { demandVerification } from "simulators/upstream/phone/identity.ts";
import {
  cancel,
  confirm,
  dropInstance,
  requireCode,
  scan,
  startLogin,
} from "simulators/upstream/phone/sign_in.ts";
import type { Instance, Stage } from "simulators/upstream/state/instances.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";

const ENDED_BY_PHONE = 100005;
const DISCONNECTED = 100007;
const KICKED = 100008;

/** One thing that can happen to an instance outside the API. */
export interface PhoneAction {
  readonly does: string;
  /** When it is possible. */
  readonly stages: readonly Stage[];
  /** Whether it is possible with the QR code of a second verification too. */
  readonly isForVerification?: true;
  /** @param vid the account whose phone it is */
  run(state: UpstreamState, instance: Instance, vid: string | undefined): void;
}

const ALL_STAGES: readonly Stage[] = [
  "idle",
  "qr",
  "scanned",
  "code",
  "signing_in",
  "online",
  "dropped",
  "destroyed",
];

/** By the name that the control API and the page use. */
export const phoneActions = {
  scan: {
    does: "The phone of the account vid scans the QR code (100001)",
    stages: ["qr", "scanned", "code"],
    isForVerification: true,
    run: scan,
  },
  confirm: {
    does: "The person confirms (100002); a new device then needs a code",
    stages: ["scanned"],
    isForVerification: true,
    run: confirm,
  },
  cancel: {
    does: "The person cancels (100003)",
    stages: ["scanned", "code"],
    isForVerification: true,
    run: cancel,
  },
  requireCode: {
    does: "The phone shows a code (100004), which the answer contains",
    stages: ["scanned", "code"],
    run: requireCode,
  },
  closeCodePage: {
    does: "The phone closes its page with the code: CheckCode then finds none",
    stages: ["code"],
    run: (_state, instance) => {
      instance.code = undefined;
      instance.stage = "scanned";
    },
  },
  login: {
    does: "Completes the login (104001) from any step, without a code",
    stages: ["idle", "qr", "scanned", "code"],
    run: (state, instance, vid) => {
      instance.vid = vid ?? instance.vid;
      startLogin(state, instance);
    },
  },
  drop: {
    does: "The upstream loses the login (100007); automaticLogin still works",
    stages: ["online"],
    run: (state, instance) =>
      dropInstance(state, instance, { type: DISCONNECTED, msg: "登陆缓存失效，请重新登录。" }),
  },
  phoneEnd: {
    does: "The person ends the login on the phone (100005)",
    stages: ["online"],
    run: (state, instance) =>
      dropInstance(state, instance, { type: ENDED_BY_PHONE, msg: "手机端结束了登录。" }),
  },
  kick: {
    does: "The account logs in on another device (100008)",
    stages: ["online"],
    run: (state, instance) =>
      dropInstance(state, instance, { type: KICKED, msg: "您的账号在其他设备登录。" }),
  },
  secondVerify: {
    does: "Demands a second verification (100012): calls answer -11025",
    stages: ["online"],
    run: demandVerification,
  },
  loseCallback: {
    does: "The callback address of the instance vanishes without a notice",
    stages: ALL_STAGES,
    run: (_state, instance) => {
      instance.callback = undefined;
    },
  },
} satisfies Record<string, PhoneAction>;

export type PhoneActionName = keyof typeof phoneActions;

/** The actions that are possible with an instance now. */
export function possibleActions({ stage, qr }: Instance): PhoneActionName[] {
  return (Object.keys(phoneActions) as PhoneActionName[]).filter((name) => {
    const action: PhoneAction = phoneActions[name];
    return action.stages.includes(stage) ||
      (action.isForVerification === true && qr?.isVerification === true);
  });
}
