import { type ErrorCatalogue, errorsOf } from "packages/platform/errors.ts";

/** Errors about dead letters. */
export const DEAD_LETTER_ERRORS = {
  dead_letter_not_found: {
    status: 404,
    message: {
      zh: "没有这个失败任务，可能已重新执行或删除。",
      en: "There is no such dead letter. It may have been replayed or deleted already.",
    },
    remedy: {
      zh: "用 GET /api/v1/dead-letters 重新列出；失败任务保留 30 天。",
      en: "List them again with GET /api/v1/dead-letters; they are kept for 30 days.",
    },
  },
} as const satisfies ErrorCatalogue;

/** Makes an error from {@link DEAD_LETTER_ERRORS}. */
export const deadLetterError = errorsOf(DEAD_LETTER_ERRORS);

/** Errors about webhooks. */
export const WEBHOOK_ERRORS = {
  webhook_not_found: {
    status: 404,
    message: {
      zh: "没有这个事件，可能已超过保留期。",
      en: "There is no such event. Its retention may have ended.",
    },
    remedy: {
      zh: "用 GET /api/v1/webhooks 重新列出；保留天数为 RETENTION_DAYS_WEBHOOKS。",
      en:
        "List them again with GET /api/v1/webhooks; they are kept for RETENTION_DAYS_WEBHOOKS days.",
    },
  },
  webhook_not_configured: {
    status: 409,
    message: {
      zh: "没有配置接收地址，无法发送。",
      en: "Nothing can be sent: there is no receiver.",
    },
    remedy: {
      zh: "填写 WEBHOOK_URL 和 WEBHOOK_SECRET，然后重启。",
      en: "Set WEBHOOK_URL and WEBHOOK_SECRET, and restart.",
    },
  },
} as const satisfies ErrorCatalogue;

/** Makes an error from {@link WEBHOOK_ERRORS}. */
export const webhookError = errorsOf(WEBHOOK_ERRORS);
