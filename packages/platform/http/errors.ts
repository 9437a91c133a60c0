import { type ErrorCatalogue, errorsOf } from "packages/platform/errors.ts";

/** The errors that every service can answer. */
export const HTTP_ERRORS = {
  request_invalid: {
    status: 400,
    message: { zh: "请求内容有误。", en: "The request is not valid." },
    remedy: {
      zh: "查看 `fields`：其中有每个参数的名称和问题。",
      en: "Read `fields`: it names each input and what is wrong with it.",
    },
  },
  request_malformed: {
    status: 400,
    message: { zh: "请求正文不是有效的 JSON。", en: "The request body is not valid JSON." },
    remedy: {
      zh: "正文应为一个 UTF-8 编码的 JSON 值。",
      en: "Send a body that is one JSON value in UTF-8.",
    },
  },
  request_incomplete: {
    status: 400,
    message: {
      zh: "请求正文没有完整到达。",
      en: "The request body did not arrive completely.",
    },
    remedy: {
      zh: "请求正文中断，或分块格式有误。重新发送；若再次出现，请检查中间的代理。",
      en:
        "The body broke off, or its chunks are malformed. Send it again; if that fails too, check the proxies in between.",
    },
  },
  request_too_large: {
    status: 413,
    message: { zh: "请求正文过大。", en: "The request body is too large." },
    remedy: {
      zh: "最多发送 64 KB；回调地址最多接收 1 MB。",
      en: "Send at most 64 KB; callback addresses take up to 1 MB.",
    },
  },
  request_type_unsupported: {
    status: 415,
    message: { zh: "不支持的请求正文类型。", en: "The content type of the body is not supported." },
    remedy: {
      zh: "使用 `detail` 中给出的 Content-Type。",
      en: "Send the content type that `detail` names.",
    },
  },
  request_origin_refused: {
    status: 403,
    message: {
      zh: "请求来自未被允许的站点。",
      en: "The request comes from a site that is not allowed.",
    },
    remedy: {
      zh:
        "从 PUBLIC_URL 或 FRONTEND_URL 调用。如果 `detail` 中的来源是自己的前端，把 FRONTEND_URL 设为它。",
      en:
        "Call from PUBLIC_URL or FRONTEND_URL. If the origin that `detail` names is your own front end, set FRONTEND_URL to it.",
    },
  },
  access_token_missing: {
    status: 401,
    message: { zh: "请先登录。", en: "Please sign in first." },
    remedy: {
      zh: "在 /login 登录，或发送 `Authorization: Bearer <access_token>`。",
      en: "Sign in at /login, or send `Authorization: Bearer <access_token>`.",
    },
  },
  access_token_invalid: {
    status: 401,
    message: {
      zh: "登录已失效，请重新登录。",
      en: "The sign-in is no longer valid. Please sign in again.",
    },
    remedy: {
      zh: "通过 /api/auth/refresh 刷新令牌，或重新登录。",
      en: "Refresh the token at /api/auth/refresh, or sign in again.",
    },
  },
  access_role_required: {
    status: 403,
    message: { zh: "您没有权限执行此操作。", en: "You are not allowed to do this." },
    remedy: {
      zh: "联系运营人员；运营人员由 OPERATORS 和 OPERATOR_DEPARTMENTS 指定。",
      en: "Ask an operator; operators are named by OPERATORS and OPERATOR_DEPARTMENTS.",
    },
  },
  access_scope_required: {
    status: 403,
    message: {
      zh: "这个接口令牌没有此操作的权限。",
      en: "This API token is not allowed to do this.",
    },
    remedy: {
      zh: "在 API_TOKENS_FILE 中，给该令牌加上 `detail` 指出的权限。",
      en: "Add the scope that `detail` names to the token's entry in API_TOKENS_FILE.",
    },
  },
  route_not_found: {
    status: 404,
    message: { zh: "没有找到这个页面。", en: "There is nothing at this address." },
    remedy: {
      zh: "对照服务的 OpenAPI 文档（如 /openapi/auth.json）检查方法和路径。",
      en:
        "Check method and path against the OpenAPI document of the service, such as /openapi/auth.json.",
    },
  },
  method_not_allowed: {
    status: 405,
    message: {
      zh: "这个地址不支持此请求方法。",
      en: "This address does not support the request method.",
    },
    remedy: {
      zh: "使用响应头 Allow 中列出的方法。",
      en: "Use one of the methods in the header Allow.",
    },
  },
  rate_limited: {
    status: 429,
    message: {
      zh: "操作过于频繁，请稍后再试。",
      en: "Too many requests. Please try again shortly.",
    },
    remedy: {
      zh: "等待 Retry-After 给出的秒数。多人共用一个出口地址的办公室：调大 RATE_LIMIT_FACTOR。",
      en:
        "Wait for the seconds in Retry-After. Offices behind one address: raise RATE_LIMIT_FACTOR.",
    },
  },
  service_unavailable: {
    status: 503,
    message: {
      zh: "服务暂时不可用，请稍后再试。",
      en: "The service is unavailable for a moment. Please try again.",
    },
    remedy: {
      zh: "逐渐加长间隔后重试；运营人员可用请求编号在日志中找到原因。",
      en: "Retry with back-off; operators find the cause in the log under the request id.",
    },
  },
  internal_error: {
    status: 500,
    message: { zh: "服务出现错误，请稍后再试。", en: "Something went wrong. Please try again." },
    remedy: {
      zh: "反馈请求编号；日志中带有该编号的一行记录了原因。",
      en: "Report the request id; the log line with this id has the cause.",
    },
  },
} as const satisfies ErrorCatalogue;

/** Makes an error from {@link HTTP_ERRORS}. */
export const httpError = errorsOf(HTTP_ERRORS);
