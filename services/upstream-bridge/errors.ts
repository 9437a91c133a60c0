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
