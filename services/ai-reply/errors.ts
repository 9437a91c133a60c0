import { type ErrorCatalogue, errorsOf } from "packages/platform/errors.ts";

/** Errors of customers' profiles and suggested answers. */
export const CUSTOMER_ERRORS = {
  customer_not_found: {
    status: 404,
    message: {
      zh: "没有找到这位客户：企业微信不认识这个编号，或应用可见范围内没有成员添加过对方。",
      en:
        "There is no such customer: WeCom does not know the id, or no member in the app's scope has added them.",
    },
    remedy: {
      zh: "确认 external_userid 属于调用方所在的企业，并且应用可见范围内有成员添加过这位客户。",
      en:
        "Check that the external_userid belongs to the caller's corp, and that a member in the app's visible scope has added the customer.",
    },
  },
  customer_unavailable: {
    status: 502,
    message: {
      zh: "暂时无法从企业微信读取客户资料。",
      en: "The customer's profile cannot be read from WeCom at the moment.",
    },
    remedy: {
      zh: "按 `detail` 处理：它用一句话说明企业微信给出的原因。然后重试。",
      en: "Do what `detail` says: it is WeCom's reason in a sentence. Then ask again.",
    },
  },
  customer_app_missing: {
    status: 503,
    message: {
      zh: "还没有配置企业微信应用，无法读取客户资料。",
      en: "No WeCom app is set up, so customers' profiles cannot be read.",
    },
    remedy: {
      zh: "设置 WECOM_CORP_ID、WECOM_AGENT_ID 和 WECOM_SECRET，或 WECOM_APPS_FILE。",
      en: "Set WECOM_CORP_ID, WECOM_AGENT_ID and WECOM_SECRET, or WECOM_APPS_FILE.",
    },
  },
  customer_note_not_found: {
    status: 404,
    message: { zh: "没有找到这条备注。", en: "There is no such note." },
    remedy: {
      zh: "重新读取客户资料：这条备注可能已被删除。",
      en: "Read the customer again: the note may have been deleted already.",
    },
  },
  customer_note_foreign: {
    status: 403,
    message: {
      zh: "只有写下这条备注的人或运营人员可以删除它。",
      en: "Only the author of this note or an operator may delete it.",
    },
    remedy: { zh: "请备注的作者或运营人员删除。", en: "Ask its author or an operator." },
  },
  ai_model_missing: {
    status: 503,
    message: {
      zh: "还没有配置 AI 模型，无法给出回复建议。",
      en: "No AI model is set up, so no answers can be suggested.",
    },
    remedy: {
      zh: "设置 AI_API_KEY（或 DEEPSEEK_API_KEY）并重新启动。",
      en: "Set AI_API_KEY (or DEEPSEEK_API_KEY) and start again.",
    },
  },
  ai_unavailable: {
    status: 503,
    message: {
      zh: "AI 模型暂时没有响应，请稍后重试。",
      en: "The AI model does not answer at the moment. Please try again shortly.",
    },
    remedy: {
      zh: "按 Retry-After 的秒数后重试；运营人员可在日志中看到每个服务商的失败原因。",
      en: "Try again after Retry-After; operators find each provider's reason in the log.",
    },
  },
  ai_content_refused: {
    status: 400,
    message: {
      zh: "AI 模型拒绝回答这段内容，请换一种说法或自己回复。",
      en: "The AI model refuses to answer this. Rephrase it, or answer yourself.",
    },
    remedy: {
      zh: "修改内容：被服务商自己的内容审核拒绝。",
      en: "Change the content: the provider's own filter has refused it.",
    },
  },
} as const satisfies ErrorCatalogue;

/** Makes an error from {@link CUSTOMER_ERRORS}. */
export const customerError = errorsOf(CUSTOMER_ERRORS);

/** Errors of conversations. */
export const CONVERSATION_ERRORS = {
  conversation_not_found: {
    status: 404,
    message: { zh: "没有这个会话。", en: "There is no such conversation." },
    remedy: {
      zh: "用 GET /api/v1/conversations 列出会话；会话保留 RETENTION_DAYS_CONVERSATIONS 天。",
      en:
        "List conversations with GET /api/v1/conversations; they are stored for RETENTION_DAYS_CONVERSATIONS days.",
    },
  },
  conversation_turn_not_retryable: {
    status: 409,
    message: {
      zh: "这次回复不能重试：它没有失败，或者已经在重试。",
      en: "This answer cannot be retried: it has not failed, or a retry is in progress.",
    },
    remedy: {
      zh: "重新读取会话。只有最后一轮且状态为 `failed` 时可以重试。",
      en:
        "Read the conversation again. Only the last turn can be retried, and only while its status is `failed`.",
    },
  },
  conversation_media_not_found: {
    status: 404,
    message: {
      zh: "这个会话里没有这条消息，或者它不带文件。",
      en: "There is no such message in this conversation, or it has no file.",
    },
    remedy: {
      zh: "重新读取会话：消息的 `media` 列出了它的文件。",
      en: "Read the conversation again: the `media` of a message lists its files.",
    },
  },
  conversation_media_gone: {
    status: 410,
    message: {
      zh: "文件已不可查看：企业微信已删除，这里也没有保存。",
      en: "The file is no longer available: WeCom has deleted it, and it was not stored here.",
    },
    remedy: {
      zh:
        "请客户重新发送。文件在收到时保存，大小不超过 MEDIA_KEEP_MAX_BYTES；没有保存时，日志中的 `media_not_stored` 记录了原因。",
      en:
        "Ask the customer to send it again. Files are stored when they arrive, up to MEDIA_KEEP_MAX_BYTES; a line `media_not_stored` in the log gives the reason when one was not.",
    },
  },
  conversation_media_unavailable: {
    status: 502,
    message: {
      zh: "暂时无法从企业微信读取文件。",
      en: "The file cannot be read from WeCom at the moment.",
    },
    remedy: {
      zh: "按 `detail` 处理：它用一句话说明企业微信给出的原因。然后重试。",
      en: "Do what `detail` says: it is WeCom's reason in a sentence. Then ask again.",
    },
  },
} as const satisfies ErrorCatalogue;

/** Makes an error from {@link CONVERSATION_ERRORS}. */
export const conversationError = errorsOf(CONVERSATION_ERRORS);
