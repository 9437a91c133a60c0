import type { Action, ActionRequest } from "simulators/upstream/actions/action.ts";
import { destroy, showQr, startExpiry, startLogin } from "simulators/upstream/phone/sign_in.ts";
import type { Instance } from "simulators/upstream/state/instances.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";
import { describeQr } from "simulators/upstream/wire/describe_qr.ts";
import { badField, readId, requireText } from "simulators/upstream/wire/fields.ts";
import { errorOf, SECOND_VERIFY, UpstreamError } from "simulators/upstream/wire/upstream_error.ts";

/** The actions from `init` to the end of an instance. */
export const loginActions: readonly Action[] = [
  { name: "init", needs: "nothing", answer: init },
  {
    name: "SetCallbackUrl",
    needs: "instance",
    success: "设置成功",
    answer: setCallbackUrl,
  },
  {
    name: "getQrCode",
    needs: "instance",
    success: "获取二维码成功",
    isForVerification: true,
    answer: getQrCode,
  },
  { name: "CheckCode", needs: "instance", answer: checkCode },
  { name: "automaticLogin", needs: "instance", success: "登陆成功", answer: automaticLogin },
  {
    name: "SecondaryValidation",
    needs: "instance",
    success: "获取二维码成功",
    isForVerification: true,
    answer: ({ state, instance }) => {
      const qr = showQr(state, instance, { isVerification: instance.stage === "online" });
      const { qrcode, Ttl, Key } = describeQr(state, qr);
      return { data: { qrcode, Ttl, Key } };
    },
  },
  {
    name: "LoginOut",
    needs: "login",
    success: "退出成功",
    isForVerification: true,
    answer: ({ state, instance }) => {
      instance.stage = "idle";
      instance.vid = undefined;
      startExpiry(state, instance);
      return { data: { code: 0, errMsg: "", obj: null, pbObj: null } };
    },
  },
  {
    name: "CloseConnent",
    needs: "instance",
    success: "关闭成功",
    isForVerification: true,
    answer: ({ instance }) => {
      destroy(instance);
      return {};
    },
  },
  { name: "setProxy", needs: "instance", success: "设置成功", answer: () => ({}) },
];

function init({ state, fields }: ActionRequest<Instance | undefined>) {
  const given = fields["vid"];
  const vid = given === undefined || given === null || given === "" || given === 0
    ? undefined
    : readId(given);
  if (vid === undefined && given) throw badField("vid");
  const instance = state.instances.create(vid);
  startExpiry(state, instance);
  state.counters.countInit(vid ?? "");
  return { data: { uuid: instance.uuid, is_login: "false" } };
}

function setCallbackUrl({ fields, instance }: ActionRequest<Instance>) {
  const callbackType = fields["callbackType"] ?? "HTTP";
  if (callbackType !== "HTTP" && callbackType !== "RABBITMQ") throw badField("callbackType");
  const url = callbackType === "HTTP" ? requireText(fields, "url") : "";
  if (callbackType === "HTTP" && !/^https?:\/\//.test(url)) throw badField("url");
  instance.callback = { callbackType, url };
  return {};
}

function getQrCode({ state, instance }: ActionRequest<Instance>) {
  const account = instance.vid === undefined ? undefined : state.accounts.find(instance.vid);
  const isVerification = instance.stage === "online" && account?.mustVerify === true;
  if (instance.stage === "online" && !isVerification) {
    throw new UpstreamError(-5, "实例已登录（模拟器自拟）");
  }
  return { data: describeQr(state, showQr(state, instance, { isVerification })) };
}

function checkCode({ state, fields, instance }: ActionRequest<Instance>) {
  const key = requireText(fields, "qrcodeKey");
  const code = requireText(fields, "code");
  const refusal = judgeCode(state, instance, { key, code });
  if (refusal !== undefined) {
    const { errcode, errmsg } = refusal;
    return { errcode, errmsg, more: { errorcode: errcode } };
  }
  instance.hasPassedCode = true;
  startLogin(state, instance);
  return { more: { errorcode: 0 } };
}

function judgeCode(
  { settings, now }: UpstreamState,
  { stage, qr, code }: Instance,
  given: { key: string; code: string },
): { errcode: number; errmsg: string } | undefined {
  if (stage !== "code" || code === undefined) {
    return { errcode: settings.notNeededErrcode, errmsg: settings.notNeededMessage };
  }
  if (qr?.key !== given.key || qr.expiresAt <= now()) {
    return { errcode: -3, errmsg: "二维码已失效（模拟器自拟）" };
  }
  return code === given.code ? undefined : { errcode: -1, errmsg: "验证码错误（模拟器自拟）" };
}

function automaticLogin({ state, instance }: ActionRequest<Instance>) {
  if (instance.stage === "online" || instance.stage === "signing_in") return {};
  const account = instance.initVid === undefined
    ? undefined
    : state.accounts.find(instance.initVid);
  if (account?.mustVerify) throw errorOf(SECOND_VERIFY);
  if (account === undefined || !account.hasCache) {
    throw new UpstreamError(-6, "自动登录失败，没有登录缓存（模拟器自拟）");
  }
  instance.vid = account.vid;
  startLogin(state, instance);
  return {};
}
