import { type ErrorCatalogue, errorsOf } from "packages/platform/errors.ts";

/** What can go wrong with conversations. */
export const CONVERSATION_ERRORS = {
  conversation_not_found: {
    status: 404,
    message: { zh: "没有这个会话。", en: "There is no such conversation." },
    remedy:
      "List conversations with GET /api/v1/conversations; they are kept for RETENTION_DAYS_CONVERSATIONS days.",
  },
  conversation_turn_not_retryable: {
    status: 409,
    message: {
      zh: "这次回复不能重试：它没有失败，或者已经在重试。",
      en: "This answer cannot be tried again: it has not failed, or is being tried already.",
    },
    remedy:
      "Read the conversation again; only the last turn can be tried again, and only while its status is `failed`.",
  },
  conversation_media_not_found: {
    status: 404,
    message: {
      zh: "这个会话里没有这条消息，或者它不带文件。",
      en: "There is no such message in this conversation, or it has no file.",
    },
    remedy:
      "Read the conversation again: images, voice messages, videos and files whose `content` has a `mediaId` have a file. What is sent to AI bots cannot be read.",
  },
  conversation_media_gone: {
    status: 410,
    message: {
      zh: "文件已不可查看：企业微信只保留三天。",
      en: "The file is gone: WeCom keeps files for three days.",
    },
    remedy: "Ask the customer to send it again. Fetch what is to be kept within three days.",
  },
  conversation_media_unavailable: {
    status: 502,
    message: {
      zh: "暂时无法从企业微信读取文件。",
      en: "The file cannot be read from WeCom at the moment.",
    },
    remedy: "Do what `detail` says: it is WeCom's reason in a sentence. Then ask again.",
  },
} as const satisfies ErrorCatalogue;

/** Makes an error from {@link CONVERSATION_ERRORS}. */
export const conversationError = errorsOf(CONVERSATION_ERRORS);
