import type { FailureReason } from "packages/login/attempt.ts";
import type { Text } from "packages/platform/lang.ts";

/** The texts for a scan that did not become a login: what happened, and what to do next. */
export interface FailureText {
  title: Text;
  detail: Text;
}

export const FAILURE_TEXTS: Readonly<Record<FailureReason, FailureText>> = {
  not_a_member: {
    title: { zh: "您不是该企业的成员", en: "Not a member of this company" },
    detail: {
      zh: "请在企业微信中切换到该企业后重试，或请管理员邀请您加入。",
      en: "Switch to this company in WeCom and try again, or ask an admin to invite you.",
    },
  },
  member_disabled: {
    title: { zh: "您的账号已被停用", en: "Your account is disabled" },
    detail: {
      zh: "请联系管理员在企业微信管理后台启用您的账号，然后重试。",
      en: "Ask an admin to enable your account in the WeCom console, then try again.",
    },
  },
  out_of_scope: {
    title: { zh: "您还不能使用此应用", en: "You cannot use this app yet" },
    detail: {
      zh: "请管理员将您加入应用的可见范围，然后重试。",
      en: "Ask an admin to add you to the app's visible scope, then try again.",
    },
  },
  code_rejected: {
    title: { zh: "扫码未通过", en: "This scan was not accepted" },
    detail: {
      zh: "扫码结果已失效或已被使用，请重试。",
      en: "Its code has expired or was already used. Please try again.",
    },
  },
  wecom_unavailable: {
    title: { zh: "企业微信暂时没有响应", en: "WeCom is not responding" },
    detail: {
      zh: "这不是您的问题，请稍后重试。",
      en: "It is not your fault. Please try again in a moment.",
    },
  },
  app_misconfigured: {
    title: { zh: "应用配置有误", en: "The app is not set up correctly" },
    detail: {
      zh: "请联系管理员检查企业微信应用的配置，然后重试。",
      en: "Ask an admin to check the WeCom app's settings, then try again.",
    },
  },
};
