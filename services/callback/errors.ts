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
