import type { ServiceEntry } from "packages/catalog/service_entry.ts";

/** The start of the console. The service `auth` serves it. */
export const CONSOLE_PATH = "/console";

/** The services that a deployment can consist of. Console parts are shown in this order. */
export const CATALOG = {
  auth: {
    port: 3001,
    summary: {
      zh: "扫码登录、会话和令牌、登录页，以及企业微信 JS-SDK 的签名。",
      en: "Scan login, sessions and tokens, the sign-in page, and signatures for WeCom's JS-SDK.",
    },
    consoleParts: [
      {
        path: "/console/audit",
        label: { zh: "操作记录", en: "Audit trail" },
        detail: {
          zh: "谁在什么时间接管、交还、重试、删除或修改了什么。",
          en: "Who took over, handed back, retried, deleted or changed what, and when.",
        },
      },
    ],
  },
  "ai-reply": {
    port: 3005,
    summary: {
      zh: "会话、客户资料和回复建议，以及企业微信里的侧边栏。",
      en: "Conversations, customers' profiles and suggested answers, and the sidebar inside WeCom.",
    },
    pages: ["/sidebar", "/sidebar/*"],
    scopes: ["ai.suggest"],
    consoleParts: [
      {
        path: "/console/conversations",
        label: { zh: "会话", en: "Conversations" },
        detail: {
          zh: "查看客户消息和回复，人工接管或交还给 AI。",
          en: "Messages of customers and the replies. Take over, or hand back to the AI.",
        },
      },
    ],
  },
  "upstream-bridge": {
    port: 3003,
    summary: {
      zh: "第三方企业微信协议上游的账号：登录、保持在线、发送消息和读取通讯录。",
      en:
        "Accounts of a third-party WeCom-protocol upstream: sign-in, staying online, sending, contacts.",
    },
    scopes: ["bridge.read", "bridge.send", "bridge.manage"],
    consoleParts: [
      {
        path: "/console/accounts",
        label: { zh: "上游账号", en: "Accounts" },
        detail: {
          zh: "扫码登录、保持在线、发送消息，查看通讯录和日志。",
          en: "Sign them in, see that they stay online, send, and read contacts and logs.",
        },
      },
    ],
  },
  callback: {
    port: 3002,
    summary: {
      zh: "接收企业微信的登录跳转、消息和事件；收件箱和失败任务。",
      en: "The login's redirect, messages and events from WeCom; the inbox and failed jobs.",
    },
    consoleParts: [
      {
        path: "/console/inbox",
        label: { zh: "收件箱", en: "Inbox" },
        detail: {
          zh: "企业微信推送的全部消息和事件，以及投递次数。",
          en: "All messages and events from WeCom, and how often each was delivered.",
        },
      },
      {
        path: "/console/inbox/dead-letters",
        label: { zh: "失败任务", en: "Failed jobs" },
        detail: {
          zh: "多次重试仍失败的任务：查看原因，重新执行或删除。",
          en: "Jobs that failed after all retries: see why, run them again or delete them.",
        },
      },
      {
        path: "/console/webhooks",
        label: { zh: "事件推送", en: "Webhooks" },
        detail: {
          zh: "推送到贵公司系统的事件：投递结果，重新推送。",
          en: "Events for your company's own system: see whether they arrived, send them again.",
        },
      },
    ],
  },
} as const satisfies Readonly<Record<string, ServiceEntry>>;

/** The name of a service in {@link CATALOG}, as `COMPONENTS` lists it. */
export type Component = keyof typeof CATALOG;

/** All services. */
export const COMPONENTS = Object.keys(CATALOG) as readonly Component[];

/** The entry of a service. */
export function catalogEntry(component: Component): ServiceEntry {
  return CATALOG[component];
}

/** Everything that a machine token can be allowed to do, over all services. */
export const SCOPES: readonly string[] = COMPONENTS.flatMap((name) =>
  catalogEntry(name).scopes ?? []
);

/** The console parts of the deployed services: only these are linked. */
export function deployedParts(components: readonly Component[]) {
  // The part of `auth` comes last: it is about what people do in the other parts.
  return COMPONENTS.filter((name) => components.includes(name))
    .toSorted((a, b) => Number(a === "auth") - Number(b === "auth"))
    .flatMap((name) => catalogEntry(name).consoleParts ?? []);
}

/** The pages of the deployed services to which a person can return after sign-in, as path patterns. */
export function deployedPages(components: readonly Component[]): readonly string[] {
  return components.flatMap((name) => {
    const { pages = [], consoleParts = [] } = catalogEntry(name);
    return [...pages, ...consoleParts.flatMap(({ path }) => [path, `${path}/*`])];
  });
}
