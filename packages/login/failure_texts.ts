import type { FailureReason } from "packages/login/attempt.ts";
import type { Text } from "packages/platform/lang.ts";

/** What a person is told when a scan did not become a login: what happened, and what to do next. */
export interface FailureText {
  title: Text;
  detail: Text;
}

export const FAILURE_TEXTS: Readonly<Record<FailureReason, FailureText>> = {
  not_a_member: {
    title: { zh: "你不是这家企业的成员", en: "You are not a member here" },
    detail: {
      zh: "请在企业微信里切换到这家企业再试，或请管理员邀请你加入。",
      en: "Switch to this company in WeCom and try again, or ask an admin to invite you.",
    },
  },
  member_disabled: {
    title: { zh: "你的账号已被停用", en: "Your account is disabled" },
    detail: {
      zh: "请联系管理员在企业微信后台启用你的账号，然后再试。",
      en: "Ask an admin to enable your account in the WeCom console, then try again.",
    },
  },
  out_of_scope: {
    title: { zh: "你还不能使用这个应用", en: "You cannot use this app yet" },
    detail: {
      zh: "请管理员把你加入应用的可见范围，然后再试。",
      en: "Ask an admin to add you to the app's visible scope, then try again.",
    },
  },
  code_rejected: {
    title: { zh: "这次扫码没有通过", en: "This scan was not accepted" },
    detail: {
      zh: "扫码结果已失效或已用过。请再试一次。",
      en: "Its code was too old or already used. Please try again.",
    },
  },
  wecom_unavailable: {
    title: { zh: "企业微信暂时没有响应", en: "WeCom is not answering" },
    detail: {
      zh: "不是你的问题。请稍等片刻再试。",
      en: "It is not your fault. Please try again in a moment.",
    },
  },
  app_misconfigured: {
    title: { zh: "应用还没有配置好", en: "The app is not set up correctly" },
    detail: {
      zh: "请联系管理员检查企业微信应用的配置，然后再试。",
      en: "Ask an admin to check the WeCom app's settings, then try again.",
    },
  },
};
