import type { Lang } from "packages/platform/lang.ts";

/** Why a call of the bridge failed. */
export type BridgeReason =
  | "outside_wecom"
  | "config_unavailable"
  | "sdk_incomplete"
  | "signature_refused"
  | "client_too_old"
  | "no_permission"
  | "no_customer"
  | "timeout"
  | "failed";

const SENTENCES: Readonly<Record<BridgeReason, Readonly<Record<Lang, string>>>> = {
  outside_wecom: {
    zh: "当前不在企业微信中。请从企业微信的聊天工具栏打开此页面。",
    en: "Not inside WeCom. Open the page from the toolbar of a chat in WeCom.",
  },
  config_unavailable: {
    zh: "无法获取 JS-SDK 签名。请检查网络后重试；如果仍然失败，请管理员查看 auth 服务的日志。",
    en:
      "The signature for the JS-SDK could not be fetched. Check the network and try again; if it keeps failing, ask an admin to read the log of the service auth.",
  },
  sdk_incomplete: {
    zh:
      "页面上的 wx 对象没有 agentConfig：请改用本模块自带的 SDK（不传 load），或另外引入 jwxwork-1.0.0.js。",
    en:
      "The page's wx object has no agentConfig: let this module use its own SDK (pass no load), or include jwxwork-1.0.0.js too.",
  },
  signature_refused: {
    zh:
      "企业微信拒绝了页面签名。请管理员确认：本页域名是该应用的可信域名，WECOM_AGENT_ID 与打开本页的应用一致，且页面没有经过改写网址的代理。",
    en:
      "WeCom has refused the page's signature. Ask an admin to check that this host is a trusted domain of the app, that WECOM_AGENT_ID is the app that opened the page, and that no proxy rewrites its address.",
  },
  client_too_old: {
    zh: "企业微信版本过旧，不支持此操作。请升级企业微信后重试。",
    en: "This version of WeCom is too old. Update WeCom and try again.",
  },
  no_permission: {
    zh: "没有权限读取当前客户。请管理员把应用加入“客户联系 → 可调用应用”，并为您开通客户联系功能。",
    en:
      "Not allowed to read the current customer. Ask an admin to add the app to Customer Contact → callable apps, and to enable Customer Contact for you.",
  },
  no_customer: {
    zh: "没有当前客户。请从与客户的单聊中打开，或选择一位客户。",
    en: "There is no current customer. Open the page from a chat with a customer, or choose one.",
  },
  timeout: {
    zh: "企业微信没有响应。请关闭侧边栏后重新打开；如果仍无响应，请重启企业微信。",
    en:
      "WeCom does not respond. Close the sidebar and open it again; if that does not help, restart WeCom.",
  },
  failed: {
    zh: "操作失败。请重试；如果仍然失败，请将下方的代码提供给管理员。",
    en: "WeCom could not do this. Try again; if it keeps failing, send the code below to an admin.",
  },
};

/** A failed call of WeCom's JS-SDK, with a sentence for people that says what to do. */
export class BridgeError extends Error {
  override readonly name = "BridgeError";
  /** For people, in both languages. */
  readonly sentence: Readonly<Record<Lang, string>>;

  /** @param detail the client's own message, such as `getContext:fail`; for support */
  constructor(readonly reason: BridgeReason, readonly detail = "") {
    super(`${SENTENCES[reason].en}${detail === "" ? "" : ` (${detail})`}`);
    this.sentence = SENTENCES[reason];
  }
}

/** Reads an `errMsg` of the JS-SDK; undefined means that the person cancelled. */
export function readFailure(failure: unknown): BridgeError | undefined {
  if (failure instanceof BridgeError) return failure;
  const detail = errMsgOf(failure);
  const words = detail.slice(detail.indexOf(":") + 1).toLowerCase();
  if (words === "cancel") return undefined;
  if (/function.?not.?exist|not.?support/.test(words)) {
    return new BridgeError("client_too_old", detail);
  }
  if (/without context/.test(words)) return new BridgeError("no_customer", detail);
  if (/signature|4009[34]|42012|invalid.*(url|domain)|(url|domain).*invalid|80001/.test(words)) {
    return new BridgeError("signature_refused", detail);
  }
  if (/permission|access denied|no privilege/.test(words)) {
    return new BridgeError("no_permission", detail);
  }
  return new BridgeError("failed", detail);
}

function errMsgOf(failure: unknown): string {
  if (failure instanceof Error) return failure.message;
  if (typeof failure !== "object" || failure === null) return String(failure);
  const { errMsg, err_msg, errmsg } = failure as Record<string, unknown>;
  const said = errMsg ?? err_msg ?? errmsg;
  return typeof said === "string" ? said : "";
}
