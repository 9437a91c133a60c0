/** A sentence for the operator: what is wrong and what to do next. */
interface OperatorText {
  readonly zh: string;
  readonly en: string;
}

/** Why a callback could not be opened. */
export type CallbackCryptoReason =
  | "signature"
  | "xml"
  | "key"
  | "receive_id"
  | "decrypt"
  | "buffer"
  | "base64";

/** The result codes of WeCom's own sample libraries, which people search for, and what to do. */
const REASONS: Readonly<
  Record<CallbackCryptoReason, { readonly code: number; readonly operator: OperatorText }>
> = {
  signature: {
    code: -40001,
    operator: {
      zh: "签名缺失或不匹配。若来自企业微信，请核对 Token 是否与管理后台一致且非空。",
      en:
        "The signature is missing or does not match. If WeCom sent this, compare the Token with the one in the console; an empty one is never accepted.",
    },
  },
  xml: {
    code: -40002,
    operator: {
      zh: "内容不是可接受的加密 XML 或 JSON。请确认管理后台使用安全（加密）模式。",
      en:
        "The content is no acceptable XML or JSON envelope or message. Only encrypted callbacks are accepted.",
    },
  },
  key: {
    code: -40004,
    operator: {
      zh: "EncodingAESKey 不是 43 个 Base64 字符。请从管理后台重新复制。",
      en: "The EncodingAESKey is not 43 base64 characters. Copy it from the console again.",
    },
  },
  receive_id: {
    code: -40005,
    operator: {
      zh: "消息不是发给已配置的企业的。请核对企业 ID（智能机器人为空字符串）。",
      en:
        "The message is for another receiver; its receive id does not match. Compare the corp id (for an AI bot it is the empty string).",
    },
  },
  decrypt: {
    code: -40007,
    operator: {
      zh: "解密失败：EncodingAESKey 不匹配。请与管理后台核对。",
      en:
        "The ciphertext cannot be decrypted: the EncodingAESKey does not match. Compare it with the console.",
    },
  },
  buffer: {
    code: -40008,
    operator: {
      zh: "解密后的内容不合法：EncodingAESKey 不匹配。请与管理后台核对。",
      en:
        "The decrypted content is illegal: the EncodingAESKey does not match. Compare it with the console.",
    },
  },
  base64: {
    code: -40010,
    operator: {
      zh: "密文不是合法的 Base64。请检查中间代理是否改写了请求。",
      en: "The ciphertext is not base64. Check whether a proxy on the way rewrites query or body.",
    },
  },
};

/**
 * A callback, or a key for callbacks, cannot be used. `reason`, `code` and `operator` are for logs
 * and diagnosis; whoever sent the request learns nothing of them. Carries no token, key,
 * ciphertext or plaintext, and no cause.
 */
export class CallbackCryptoError extends Error {
  override readonly name = "CallbackCryptoError";
  /** As in WeCom's sample libraries, such as -40001. */
  readonly code: number;
  readonly operator: OperatorText;

  constructor(readonly reason: CallbackCryptoReason) {
    const { code, operator } = REASONS[reason];
    super(`Cannot open callback: ${reason}, ${code}. ${operator.en}`);
    this.code = code;
    this.operator = operator;
  }
}
