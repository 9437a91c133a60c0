/** What is wrong and what to do next, for the operator. */
interface OperatorText {
  readonly zh: string;
  readonly en: string;
}

/** Why a callback could not be verified or decrypted. */
export type CallbackCryptoReason =
  | "signature"
  | "xml"
  | "key"
  | "receive_id"
  | "decrypt"
  | "buffer"
  | "base64";

/** Per reason: the result code of WeCom's sample libraries, which people search for, and what to do. */
const REASONS: Readonly<
  Record<CallbackCryptoReason, { readonly code: number; readonly operator: OperatorText }>
> = {
  signature: {
    code: -40001,
    operator: {
      zh: "签名缺失或不匹配。若请求来自企业微信，请确认 Token 与管理后台一致且不为空。",
      en:
        "The signature is missing or does not match. If WeCom sent this, compare the Token with the console; an empty Token is never accepted.",
    },
  },
  xml: {
    code: -40002,
    operator: {
      zh: "内容不是加密的 XML 或 JSON。系统只接受加密回调，请确认管理后台使用安全（加密）模式。",
      en:
        "The content is not an encrypted XML or JSON message. Only encrypted callbacks are accepted; check that the console uses the encrypted mode.",
    },
  },
  key: {
    code: -40004,
    operator: {
      zh: "EncodingAESKey 不是 43 位 Base64 字符。请从管理后台重新复制。",
      en: "The EncodingAESKey is not 43 base64 characters. Copy it from the console again.",
    },
  },
  receive_id: {
    code: -40005,
    operator: {
      zh: "消息的接收方不是已配置的企业。请核对企业 ID（智能机器人的接收方 ID 为空）。",
      en:
        "The message is for another receiver: its receive id does not match. Compare the corp id (for an AI bot the receive id is empty).",
    },
  },
  decrypt: {
    code: -40007,
    operator: {
      zh: "解密失败，EncodingAESKey 不匹配。请与管理后台核对。",
      en:
        "The ciphertext cannot be decrypted: the EncodingAESKey does not match. Compare it with the console.",
    },
  },
  buffer: {
    code: -40008,
    operator: {
      zh: "解密后的内容不合法，EncodingAESKey 不匹配。请与管理后台核对。",
      en:
        "The decrypted content is not valid: the EncodingAESKey does not match. Compare it with the console.",
    },
  },
  base64: {
    code: -40010,
    operator: {
      zh: "密文不是有效的 Base64。请检查中间代理是否改写了请求。",
      en: "The ciphertext is not base64. Check whether a proxy rewrites the query or the body.",
    },
  },
};

/**
 * A callback, or a key for callbacks, cannot be used. `reason`, `code` and `operator` are for logs
 * and diagnosis; do not send them to the caller. Contains no token, key, ciphertext or plaintext,
 * and no cause.
 */
export class CallbackCryptoError extends Error {
  override readonly name = "CallbackCryptoError";
  /** The code of WeCom's sample libraries, such as -40001. */
  readonly code: number;
  readonly operator: OperatorText;

  constructor(readonly reason: CallbackCryptoReason) {
    const { code, operator } = REASONS[reason];
    super(`Cannot open callback: ${reason}, ${code}. ${operator.en}`);
    this.code = code;
    this.operator = operator;
  }
}
