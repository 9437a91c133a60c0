import type { Lang } from "packages/platform/lang.ts";

/** Why the bridge could not do it. */
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
    zh: "当前不在企业微信中。请在企业微信的聊天工具栏里打开本页。",
    en: "This is not WeCom. Open the page from the toolbar of a chat in WeCom.",
  },
  config_unavailable: {
    zh: "没有取到 JS-SDK 的签名。请检查网络后重试；若一直如此，请管理员查看 auth 服务的日志。",
    en:
      "The signature for the JS-SDK could not be fetched. Check the network and try again; if it lasts, let an admin read the log of the service auth.",
  },
  sdk_incomplete: {
    zh:
      "页面上的 wx 对象没有 agentConfig：请改用本模块自带的 SDK（不传 sdk），或另外引入 jwxwork-1.0.0.js。",
    en:
      "The page's wx object has no agentConfig: let this module use its own SDK (pass no sdk), or load jwxwork-1.0.0.js too.",
  },
  signature_refused: {
    zh:
      "企业微信没有接受页面签名。请管理员确认：本页域名是该应用的可信域名，WECOM_AGENT_ID 与打开本页的应用一致，且页面没有经过改写网址的代理。",
    en:
      "WeCom has refused the page's signature. Let an admin check that this host is a trusted domain of the app, that WECOM_AGENT_ID is the app that opened the page, and that no proxy rewrites its address.",
  },
  client_too_old: {
    zh: "企业微信版本过旧，不支持此操作。请升级企业微信后重试。",
    en: "This version of WeCom is too old for it. Update WeCom and try again.",
  },
  no_permission: {
    zh: "没有权限读取当前客户。请管理员把应用加入“客户联系 → 可调用应用”，并为你开通客户联系功能。",
    en:
      "Not allowed to read the current customer. Let an admin add the app to Customer Contact → callable apps, and open Customer Contact for you.",
  },
  no_customer: {
    zh: "这里没有当前客户。请从与客户的单聊里打开，或选择一位客户。",
    en: "There is no current customer here. Open it from a chat with a customer, or choose one.",
  },
  timeout: {
    zh: "企业微信没有响应。请关闭侧边栏再打开；若仍如此，请重启企业微信。",
    en:
      "WeCom does not answer. Close the sidebar and open it again; if that is no help, restart WeCom.",
  },
  failed: {
    zh: "企业微信没有完成此操作。请重试；若一直失败，请把下方的代码告诉管理员。",
    en: "WeCom has not done it. Try again; if it keeps failing, tell an admin the code below.",
  },
};

/** Something that WeCom's JS-SDK did not do, with a sentence that says what to do about it. */
export class BridgeError extends Error {
  override readonly name = "BridgeError";
  /** For people, in both languages. */
  readonly sentence: Readonly<Record<Lang, string>>;

  /** @param detail the client's own words, such as `getContext:fail`; for support */
  constructor(readonly reason: BridgeReason, readonly detail = "") {
    super(`${SENTENCES[reason].en}${detail === "" ? "" : ` (${detail})`}`);
    this.sentence = SENTENCES[reason];
  }
}

/** What an `errMsg` of the JS-SDK means; undefined: the person has cancelled. */
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
