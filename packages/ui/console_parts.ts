import type { Component } from "packages/platform/components.ts";
import type { Text } from "packages/platform/lang.ts";

/** One part of the console: served by the service that owns its data. */
export interface ConsolePart {
  readonly service: Component;
  /** Where its list is; its other pages lie below. */
  readonly path: string;
  readonly label: Text;
  /** What people find there, in one line. */
  readonly detail: Text;
}

/** Where the console begins; served by `auth`. */
export const CONSOLE_PATH = "/console";
/** The chat sidebar inside WeCom; served by `ai-reply`. */
const SIDEBAR_PATH = "/sidebar";

/** All parts, in the order of the navigation. */
const CONSOLE_PARTS: readonly ConsolePart[] = [
  {
    service: "ai-reply",
    path: "/console/conversations",
    label: { zh: "会话", en: "Conversations" },
    detail: {
      zh: "客户说了什么、回复了什么；接管或交还给 AI。",
      en: "What customers said and what was answered; take over, or hand back to the AI.",
    },
  },
  {
    service: "callback",
    path: "/console/inbox",
    label: { zh: "收件箱", en: "Inbox" },
    detail: {
      zh: "企业微信推送来的每条消息和事件，以及投递了几次。",
      en: "Every message and event that WeCom sent, and how often it was delivered.",
    },
  },
  {
    service: "callback",
    path: "/console/inbox/dead-letters",
    label: { zh: "失败任务", en: "Failed jobs" },
    detail: {
      zh: "多次尝试仍未成功的任务：查看原因，重新执行或删除。",
      en: "Jobs that failed every time they were tried: see why, run them again or delete them.",
    },
  },
];

/** The parts whose service is deployed: the only ones that are linked. */
export function deployedParts(components: readonly Component[]): readonly ConsolePart[] {
  return CONSOLE_PARTS.filter(({ service }) => components.includes(service));
}

/** The pages of other services that a person can be sent back to after signing in, as path patterns. */
export function deployedPages(components: readonly Component[]): readonly string[] {
  const parts = deployedParts(components).map(({ path }) => path);
  const sidebar = components.includes("ai-reply") ? [SIDEBAR_PATH] : [];
  return [CONSOLE_PATH, ...[...parts, ...sidebar].flatMap((path) => [path, `${path}/*`])];
}
