import type { ErrcodeClass, OperatorText } from "packages/wecom/client/errcode_entry.ts";
import { ERRCODES } from "packages/wecom/client/errcode_table.ts";

const NO_IP: OperatorText = { zh: "本服务器的出口 IP", en: "this server's outgoing address" };

/**
 * What an error code means: its class and the sentence for the operator, with `callerIp` put in.
 * Codes outside the table are `unknown` and point to WeCom's look-up tool.
 */
export function describeErrcode(
  errcode: number,
  callerIp?: string,
): { class: ErrcodeClass; operator: OperatorText } {
  const entry = ERRCODES[errcode];
  if (entry === undefined) {
    const tool = `https://open.work.weixin.qq.com/devtool/query?e=${errcode}`;
    return {
      class: "unknown",
      operator: {
        zh: `企业微信返回了未收录的错误码 ${errcode}。请在 ${tool} 查询。`,
        en: `WeCom answered with the unlisted error code ${errcode}. Look it up at ${tool}.`,
      },
    };
  }
  return {
    class: entry.class,
    operator: {
      zh: entry.operator.zh.replace("{ip}", callerIp ?? NO_IP.zh),
      en: entry.operator.en.replace("{ip}", callerIp ?? NO_IP.en),
    },
  };
}

/** The parts of a refusal that are safe to keep, log and share. */
export interface RefusalFacts {
  readonly errcode: number;
  /** The address WeCom saw us call from. */
  readonly callerIp?: string | undefined;
  /** WeCom's reference for its own support. */
  readonly hint?: string | undefined;
  /** WeCom could not read a part of the JSON we sent. */
  readonly wrongJson?: boolean | undefined;
}

/**
 * WeCom has answered, and its answer is no. Carries no URL, token, secret or code; of `errmsg`
 * only the parts whose form is known are kept, because nobody promises what else it repeats.
 */
export class WecomError extends Error {
  override readonly name = "WecomError";
  readonly errcode: number;
  readonly class: ErrcodeClass;
  readonly operator: OperatorText;
  readonly callerIp?: string;
  readonly hint?: string;

  /** @param call the interface, such as "user/get" */
  constructor(readonly call: string, facts: RefusalFacts) {
    const { class: errcodeClass, operator } = describeErrcode(facts.errcode, facts.callerIp);
    const wrongJson = facts.wrongJson ? " WeCom could not read all of the JSON we sent." : "";
    super(`Cannot call WeCom ${call}: error ${facts.errcode}. ${operator.en}${wrongJson}`);
    this.errcode = facts.errcode;
    this.class = errcodeClass;
    this.operator = operator;
    if (facts.callerIp !== undefined) this.callerIp = facts.callerIp;
    if (facts.hint !== undefined) this.hint = facts.hint;
  }
}

/** Why there is no answer that could be used. */
export type UnreachableReason =
  | "timeout"
  | "cancelled"
  | "network"
  | "http_status"
  | "malformed_body";

const UNREACHABLE: Readonly<Record<UnreachableReason, OperatorText>> = {
  timeout: {
    zh: "企业微信没有及时响应。请检查本机到企业微信接口地址的网络、DNS 与代理。",
    en:
      "WeCom did not answer in time. Check network, DNS and proxy from this server to WeCom's API.",
  },
  cancelled: {
    zh: "调用在得到结果前被取消。无需处理。",
    en: "The call was cancelled before it had a result. Nothing needs to be done.",
  },
  network: {
    zh: "连接不上企业微信。请检查本机到企业微信接口地址的网络、DNS、TLS 证书与代理。",
    en:
      "WeCom cannot be reached. Check network, DNS, TLS certificates and proxy from this server to WeCom's API.",
  },
  http_status: {
    zh: "接口地址返回了异常的 HTTP 状态。请检查 API 地址配置和中间代理。",
    en:
      "The API address answered with an unexpected HTTP status. Check the configured API address and proxies on the way.",
  },
  malformed_body: {
    zh:
      "接口返回的内容不符合文档。请检查 API 地址配置和中间代理；若都正确，可能是企业微信改了接口。",
    en:
      "The answer is not what WeCom documents. Check the configured API address and proxies on the way; if they are right, WeCom may have changed the interface.",
  },
};

/** WeCom gave no answer that could be used. Carries no URL, token, secret or code, and no cause: Deno's contains the URL. */
export class WecomUnreachableError extends Error {
  override readonly name = "WecomUnreachableError";
  readonly operator: OperatorText;

  /**
   * @param call the interface, such as "user/get"
   * @param detail a few safe words, such as "HTTP 502" or "dns"
   */
  constructor(readonly call: string, readonly reason: UnreachableReason, readonly detail?: string) {
    const facts = detail === undefined ? reason : `${reason}, ${detail}`;
    super(`Cannot call WeCom ${call}: ${facts}. ${UNREACHABLE[reason].en}`);
    this.operator = UNREACHABLE[reason];
  }
}
