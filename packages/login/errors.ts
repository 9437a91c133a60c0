import { type ErrorCatalogue, errorsOf } from "packages/platform/errors.ts";

/** Errors of the calls around signing in. */
export const LOGIN_ERRORS = {
  login_attempt_not_found: {
    status: 404,
    message: {
      zh: "这次登录已失效，请刷新二维码。",
      en: "This login is no longer valid. Please get a new QR code.",
    },
    remedy: {
      zh:
        "带上绑定 Cookie 或 verifier，或从 GET /api/auth/wecom/qrcode 重新开始。不存在的登录、其他浏览器的登录、过期超过一分钟的登录，返回的都是这个错误。",
      en:
        "Send the binding cookie or the verifier, or start again with GET /api/auth/wecom/qrcode. Unknown attempts, attempts of other browsers, and attempts that expired more than a minute ago get the same answer.",
    },
  },
  login_not_confirmed: {
    status: 409,
    message: { zh: "这次登录还没有完成确认。", en: "This login has not been confirmed." },
    remedy: {
      zh: "轮询到状态为 `confirmed`，再在 60 秒内换取令牌。",
      en: "Poll until the status is `confirmed`, then redeem within 60 seconds.",
    },
  },
  login_already_redeemed: {
    status: 409,
    message: { zh: "这次登录已经使用过了。", en: "This login has already been used." },
    remedy: {
      zh: "一次已确认的登录只能换取一次令牌。从 GET /api/auth/wecom/qrcode 重新开始。",
      en: "A confirmed attempt can be redeemed once. Start again with GET /api/auth/wecom/qrcode.",
    },
  },
  login_waits_exceeded: {
    status: 429,
    message: {
      zh: "打开的登录页面过多，请关闭一些后再试。",
      en: "Too many sign-in pages are open. Please close some and try again.",
    },
    remedy: {
      zh:
        "一次登录最多有 20 个轮询同时等待，一个地址最多占 MAX_WAITERS 的十分之一。等之前的轮询结束。多人共用一个地址的办公室，请调大 RATE_LIMIT_FACTOR。",
      en:
        "At most 20 polls can wait for one attempt, and a tenth of MAX_WAITERS for one address. Wait until earlier ones have ended. Offices behind one address: raise RATE_LIMIT_FACTOR.",
    },
  },
  login_server_busy: {
    status: 503,
    message: {
      zh: "当前登录的人较多，请稍后再试。",
      en: "Many people are signing in. Please try again later.",
    },
    remedy: {
      zh:
        "这个副本等待中的轮询已达到 MAX_WAITERS，或正在校验的密码过多。按 Retry-After 的秒数后重试。",
      en:
        "This replica already has MAX_WAITERS waiting polls, or checks as many passwords as it can. Retry after the seconds in Retry-After.",
    },
  },
  login_app_unknown: {
    status: 400,
    message: { zh: "找不到这个企业微信应用。", en: "There is no such WeCom app." },
    remedy: {
      zh: "使用 WECOM_APPS_FILE 中的名称，或省略 `app`。",
      en: "Use a name from WECOM_APPS_FILE, or omit `app`.",
    },
  },
  login_not_configured: {
    status: 503,
    message: { zh: "尚未配置企业微信登录。", en: "Sign-in with WeCom is not set up." },
    remedy: {
      zh: "设置 WECOM_CORP_ID、WECOM_AGENT_ID 和 WECOM_SECRET。",
      en: "Set WECOM_CORP_ID, WECOM_AGENT_ID and WECOM_SECRET.",
    },
  },
  login_credentials_wrong: {
    status: 401,
    message: { zh: "用户名或密码不正确。", en: "The user name or password is incorrect." },
    remedy: {
      zh: "检查用户名和密码；运营人员可用 `deno task account` 设置新密码。",
      en: "Check both; an operator can set a new password with `deno task account`.",
    },
  },
  session_refresh_invalid: {
    status: 401,
    message: {
      zh: "登录已失效，请重新登录。",
      en: "The sign-in is no longer valid. Please sign in again.",
    },
    remedy: {
      zh: "重新登录。每次刷新都会返回新的刷新令牌；旧令牌被替换超过 30 秒后再使用，会结束该会话。",
      en:
        "Sign in again. Every refresh returns a new refresh token; using a token more than 30 seconds after it was replaced ends the session.",
    },
  },
} as const satisfies ErrorCatalogue;

/** Makes an error from {@link LOGIN_ERRORS}. */
export const loginError = errorsOf(LOGIN_ERRORS);
