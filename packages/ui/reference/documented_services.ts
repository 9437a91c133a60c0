import type { Component } from "packages/platform/components.ts";
import type { Text } from "packages/platform/lang.ts";

/** Where the reference begins; served by `auth`. */
export const REFERENCE_PATH = "/docs";

/** What each service is for, in one sentence. */
export const DOCUMENTED_SERVICES: Readonly<Record<Component, Text>> = {
  auth: {
    zh: "扫码登录、会话和令牌、登录页，以及企业微信 JS-SDK 的签名。",
    en: "Scan login, sessions and tokens, the sign-in page, and signatures for WeCom's JS-SDK.",
  },
  callback: {
    zh: "企业微信发来的一切：登录跳转、消息和事件；收件箱和失败任务。",
    en:
      "Whatever WeCom sends: the login's redirect, messages and events; the inbox and failed jobs.",
  },
  "ai-reply": {
    zh: "会话、客户资料和回复建议，以及企业微信里的侧边栏。",
    en: "Conversations, customers' profiles and suggested answers, and the sidebar inside WeCom.",
  },
};

/** The reference of one service. */
export function referencePath(service: Component): string {
  return `${REFERENCE_PATH}/${service}`;
}
