import { type ErrorCatalogue, errorsOf } from "packages/platform/errors.ts";

/** Errors of the upstream's accounts. */
export const BRIDGE_ERRORS = {
  bridge_upstream_missing: {
    status: 503,
    message: { zh: "还没有配置上游。", en: "No upstream is set up." },
    remedy: {
      zh: "设置 BASE_URL，并阅读 services/upstream-bridge/README.md。",
      en: "Set BASE_URL, and read services/upstream-bridge/README.md.",
    },
  },
  bridge_account_not_found: {
    status: 404,
    message: { zh: "没有这个账号。", en: "There is no such account." },
    remedy: {
      zh: "用 GET /api/v1/accounts 列出账号。",
      en: "List the accounts with GET /api/v1/accounts.",
    },
  },
  bridge_account_ambiguous: {
    status: 409,
    message: {
      zh: "有多个账号，请指明是哪一个。",
      en: "There are several accounts: say which one is meant.",
    },
    remedy: {
      zh: "加上 `account`（账号编号）或 `uuid`。",
      en: "Add `account` (the id of the account) or `uuid`.",
    },
  },
  bridge_wrong_state: {
    status: 409,
    message: {
      zh: "账号当前的状态不允许这个操作。",
      en: "The account's state does not allow this now.",
    },
    remedy: {
      zh: "按 `message` 处理；用 GET /api/v1/accounts/{id} 查看状态。",
      en: "Do what `message` says; GET /api/v1/accounts/{id} shows the state.",
    },
  },
  bridge_sending_disabled: {
    status: 409,
    message: { zh: "发送功能已关闭。", en: "Sending is switched off." },
    remedy: {
      zh: "在控制台的账号设置中打开发送。",
      en: "Switch sending on in the settings of the accounts.",
    },
  },
  bridge_account_restricted: {
    status: 409,
    message: {
      zh: "企业微信限制了这个账号，已停止用它发送。",
      en: "WeCom restricts this account, so nothing is sent with it.",
    },
    remedy: {
      zh: "在手机上查看原因；限制解除后，在控制台清除限制标记。",
      en:
        "Read the reason on the phone; clear the mark in the console when the restriction has ended.",
    },
  },
  bridge_account_muted: {
    status: 409,
    message: {
      zh: "账号与对方互相自动回复，已暂停向该会话发送。",
      en: "The account and a program answered each other, so sending to this chat is paused.",
    },
    remedy: {
      zh: "检查两边的自动回复；到 `mutedUntil` 后自动恢复，或在控制台解除。",
      en:
        "Look for the two automatic answers; sending resumes at `mutedUntil`, or lift it in the console.",
    },
  },
  bridge_account_not_online: {
    status: 409,
    message: { zh: "账号不在线。", en: "The account is not online." },
    remedy: {
      zh: "用 GET /api/v1/accounts/{id} 查看原因和处理办法。",
      en: "GET /api/v1/accounts/{id} shows why, and what to do.",
    },
  },
  bridge_send_limited: {
    status: 429,
    message: {
      zh: "发送太频繁，这条消息没有发送。",
      en: "Too many messages: this one was not sent.",
    },
    remedy: {
      zh: "等待 Retry-After 的秒数后重试；上限在账号设置中。",
      en: "Try again after Retry-After; the limits are in the settings of the accounts.",
    },
  },
  bridge_send_key_reused: {
    status: 409,
    message: {
      zh: "这个 Idempotency-Key 已用于另一条消息。",
      en: "This Idempotency-Key belongs to another message.",
    },
    remedy: {
      zh: "每条新消息使用新的 Idempotency-Key；重试同一条消息时内容必须相同。",
      en: "Use a new key for each message; a repetition must have the same content.",
    },
  },
  bridge_send_expired: {
    status: 409,
    message: {
      zh: "消息没有及时发出，已放弃发送。",
      en: "The message could not be sent in time, and is not sent any more.",
    },
    remedy: {
      zh: "如果消息仍有意义，用新的 Idempotency-Key 再发一次。",
      en: "Send it again with a new Idempotency-Key, if it still makes sense.",
    },
  },
  bridge_send_unknown: {
    status: 504,
    message: {
      zh: "上游没有给出结果：消息可能已发出，不会自动重发。",
      en: "The upstream gave no result: the message may have been sent, and is not sent again.",
    },
    remedy: {
      zh: "先在手机上查看聊天，再决定是否重发。",
      en: "Look at the chat on the phone before you send it again.",
    },
  },
  bridge_limited: {
    status: 429,
    message: { zh: "账号已达到上限。", en: "The account has reached a limit." },
    remedy: {
      zh: "按 `message` 处理：例如 15 分钟内最多创建 3 个实例，每个二维码最多提交 5 次验证码。",
      en:
        "Do what `message` says: such as 3 new instances in 15 minutes, and 5 codes for a QR code.",
    },
  },
  bridge_code_refused: {
    status: 400,
    message: { zh: "上游没有接受验证码。", en: "The upstream did not accept the code." },
    remedy: {
      zh: "查看手机上的 6 位验证码后重新提交；多次失败后请重新获取二维码。",
      en: "Read the 6 digits on the phone again; after several failures get a new QR code.",
    },
  },
  bridge_callback_foreign: {
    status: 400,
    message: {
      zh: "不能把回调指向其他地址。",
      en: "Callbacks cannot be sent to another address.",
    },
    remedy: {
      zh: "不要传 `url`；地址由 CALLBACK_URL 决定，令牌会自动加上。",
      en: "Leave `url` out: CALLBACK_URL sets the address, and the token is appended.",
    },
  },
  bridge_streams_exceeded: {
    status: 429,
    message: {
      zh: "打开的事件流太多。",
      en: "Too many event streams are open.",
    },
    remedy: {
      zh: "关闭不用的事件流；每个调用方最多 20 个。",
      en: "Close streams that are not needed; a caller may have 20.",
    },
  },
  bridge_upstream_refused: {
    status: 502,
    message: { zh: "上游拒绝了请求。", en: "The upstream refused the request." },
    remedy: {
      zh: "`error.upstream` 是上游给出的 errcode 和 errmsg。",
      en: "`error.upstream` has the errcode and errmsg of the upstream.",
    },
  },
  bridge_upstream_unavailable: {
    status: 503,
    message: {
      zh: "暂时无法连接上游。",
      en: "The upstream cannot be reached at the moment.",
    },
    remedy: {
      zh: "按 Retry-After 的秒数后重试；检查 BASE_URL。",
      en: "Try again after Retry-After; check BASE_URL.",
    },
  },
  bridge_upstream_timeout: {
    status: 504,
    message: { zh: "上游没有及时回答。", en: "The upstream did not answer in time." },
    remedy: {
      zh: "先查看账号的状态再重试：请求可能已经生效。",
      en: "Read the account before you try again: the request may have had its effect.",
    },
  },
} as const satisfies ErrorCatalogue;

/** Makes an error from {@link BRIDGE_ERRORS}. */
export const bridgeError = errorsOf(BRIDGE_ERRORS);
