import { type ErrorCatalogue, errorsOf } from "packages/platform/errors.ts";

/** Errors of signing pages for WeCom's JS-SDK. */
export const JSSDK_ERRORS = {
  jssdk_url_refused: {
    status: 400,
    message: {
      zh: "不能为这个页面地址签名。",
      en: "This page's address cannot be signed.",
    },
    remedy: {
      zh:
        "发送 `url` = encodeURIComponent(location.href)，页面须在 PUBLIC_URL 或 FRONTEND_URL 上。",
      en:
        "Send `url` = encodeURIComponent(location.href), of a page on PUBLIC_URL or FRONTEND_URL.",
    },
  },
  jssdk_refused: {
    status: 502,
    message: {
      zh: "企业微信拒绝了页面凭证请求。",
      en: "WeCom refused the ticket for this page.",
    },
    remedy: {
      zh:
        "`detail` 中有企业微信的错误；日志中带有相同请求编号的 `jssdk_ticket_refused` 说明了处理方法。",
      en:
        "`detail` contains WeCom's error; the log line `jssdk_ticket_refused` with the same request id says what to do.",
    },
  },
  jssdk_unavailable: {
    status: 503,
    message: {
      zh: "企业微信暂时没有响应，请稍后再试。",
      en: "WeCom is not responding at the moment. Please try again.",
    },
    remedy: { zh: "按 Retry-After 的秒数后重试。", en: "Retry after the seconds in Retry-After." },
  },
} as const satisfies ErrorCatalogue;

/** Makes an error from {@link JSSDK_ERRORS}. */
export const jssdkError = errorsOf(JSSDK_ERRORS);
