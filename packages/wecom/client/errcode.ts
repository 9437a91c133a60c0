import type { ErrcodeClass, OperatorText } from "packages/wecom/client/errcode_entry.ts";
import { ERRCODES } from "packages/wecom/client/errcode_table.ts";

/** Where a sentence of the table names the address that WeCom saw. */
const IP_PLACE = "{ip}";
const NO_IP: OperatorText = { zh: "本服务器的出口 IP", en: "this server's outgoing address" };

/**
 * The class of an error code and the sentence for the operator, with `callerIp` filled in. A code that
 * is not in the table has the class `unknown`, and its sentence points to WeCom's look-up tool.
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
        zh: `企业微信返回了未收录的错误码 ${errcode}。请到 ${tool} 查询。`,
        en: `WeCom returned the unlisted error code ${errcode}. Look it up at ${tool}.`,
      },
    };
  }
  return {
    class: entry.class,
    operator: {
      zh: entry.operator.zh.replaceAll(IP_PLACE, () => callerIp ?? NO_IP.zh),
      en: entry.operator.en.replaceAll(IP_PLACE, () => callerIp ?? NO_IP.en),
    },
  };
}

const REFUSED = /^Cannot call WeCom \S+: error (-?\d+)\. /;

/**
 * Reads the message of a {@link WecomError}, which is English and may be stored: its code, and the sentence for the
 * operator in both languages, with the same address. Undefined for any other text.
 */
export function readRefusal(
  message: string,
): { errcode: number; operator: OperatorText } | undefined {
  const [start, code] = REFUSED.exec(message) ?? [];
  if (start === undefined || code === undefined) return undefined;
  const errcode = Number(code);
  const [before = "", after] = ERRCODES[errcode]?.operator.en.split(IP_PLACE) ?? [];
  const from = start.length + before.length;
  const until = after === undefined ? -1 : message.indexOf(after, from);
  const ip = until < 0 ? undefined : message.slice(from, until);
  return { errcode, operator: describeErrcode(errcode, ip === NO_IP.en ? undefined : ip).operator };
}

/** The parts of a refusal that are safe to store, log and share. */
export interface RefusalFacts {
  readonly errcode: number;
  /** Our IP address as WeCom saw it. */
  readonly callerIp?: string | undefined;
  /** WeCom's reference number for its support. */
  readonly hint?: string | undefined;
  /** WeCom could not read part of the JSON that we sent. */
  readonly wrongJson?: boolean | undefined;
}

/**
 * WeCom refused a call. Contains no URL, token, secret or code. Of `errmsg` only the parts with a known
 * form are kept, because the rest may repeat anything that we sent.
 */
export class WecomError extends Error {
  override readonly name = "WecomError";
  readonly errcode: number;
  readonly class: ErrcodeClass;
  readonly operator: OperatorText;
  readonly callerIp?: string;
  readonly hint?: string;

  /** @param call the API path, such as "user/get" */
  constructor(readonly call: string, facts: RefusalFacts) {
    const { class: errcodeClass, operator } = describeErrcode(facts.errcode, facts.callerIp);
    const wrongJson = facts.wrongJson ? " WeCom could not read all of the JSON that was sent." : "";
    super(`Cannot call WeCom ${call}: error ${facts.errcode}. ${operator.en}${wrongJson}`);
    this.errcode = facts.errcode;
    this.class = errcodeClass;
    this.operator = operator;
    if (facts.callerIp !== undefined) this.callerIp = facts.callerIp;
    if (facts.hint !== undefined) this.hint = facts.hint;
  }
}

/** Why there is no usable answer. */
export type UnreachableReason =
  | "timeout"
  | "cancelled"
  | "network"
  | "http_status"
  | "malformed_body";

const UNREACHABLE: Readonly<Record<UnreachableReason, OperatorText>> = {
  timeout: {
    zh: "企业微信没有及时响应。请检查本机到企业微信接口地址的网络、DNS 和代理。",
    en:
      "WeCom did not answer in time. Check network, DNS and proxy between this server and WeCom's API.",
  },
  cancelled: {
    zh: "调用在返回结果前已取消。无需处理。",
    en: "The call was cancelled before it had a result. No action is needed.",
  },
  network: {
    zh: "无法连接企业微信。请检查本机到企业微信接口地址的网络、DNS、TLS 证书和代理。",
    en:
      "WeCom cannot be reached. Check network, DNS, TLS certificates and proxy between this server and WeCom's API.",
  },
  http_status: {
    zh: "接口地址返回了异常的 HTTP 状态码。请检查 API 地址配置和中间代理。",
    en:
      "The API address returned an unexpected HTTP status. Check the configured API address and any proxy in between.",
  },
  malformed_body: {
    zh:
      "接口返回的内容与文档不符。请检查 API 地址配置和中间代理；如果都正确，可能是企业微信修改了接口。",
    en:
      "The answer differs from WeCom's documents. Check the configured API address and any proxy in between; if they are correct, WeCom may have changed the interface.",
  },
};

/** There is no usable answer from WeCom. Contains no URL, token, secret or code, and no cause: Deno's error contains the URL. */
export class WecomUnreachableError extends Error {
  override readonly name = "WecomUnreachableError";
  readonly operator: OperatorText;

  /**
   * @param call the API path, such as "user/get"
   * @param detail a few safe words, such as "HTTP 502" or "dns"
   */
  constructor(readonly call: string, readonly reason: UnreachableReason, readonly detail?: string) {
    const facts = detail === undefined ? reason : `${reason}, ${detail}`;
    super(`Cannot call WeCom ${call}: ${facts}. ${UNREACHABLE[reason].en}`);
    this.operator = UNREACHABLE[reason];
  }
}
