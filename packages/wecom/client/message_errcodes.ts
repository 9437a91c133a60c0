import type { ErrcodeEntry } from "packages/wecom/client/errcode_table.ts";

/** The error codes of messages and of 微信客服. Source: WeCom document path 90313, meanings in our own words. */
export const MESSAGE_ERRCODES: Readonly<Record<number, ErrcodeEntry>> = {
  40007: {
    class: "user",
    operator: {
      zh: "文件的 media_id 无效，或者已经超过三天。企业微信只保留三天，请客户重新发送。",
      en:
        "The media_id of the file is not valid or older than three days. WeCom keeps files for three days; ask for it again.",
    },
  },
  44004: {
    class: "configuration",
    operator: {
      zh: "消息文本为空。请报告此问题。",
      en: "The text of the message is empty. Please report this.",
    },
  },
  45002: {
    class: "configuration",
    operator: {
      zh: "消息内容过长。请缩短后重试。",
      en: "The message is too long. Shorten it and try again.",
    },
  },
  48007: {
    class: "configuration",
    operator: {
      zh: "该微信客服账号没有授权给此应用。请在“微信客服－可调用接口的应用”中授权。",
      en:
        "The 微信客服 account is not granted to this app. Grant it in the console under 微信客服, apps that may call its interface.",
    },
  },
  81013: {
    class: "configuration",
    operator: {
      zh: "接收人都无法送达：不存在、已离职，或不在应用的可见范围内。请调整应用的可见范围。",
      en:
        "Nobody of the receivers can be reached: unknown, left, or outside the app's visible scope. Widen the scope of the app.",
    },
  },
  95000: {
    class: "configuration",
    operator: {
      zh: "微信客服账号 ID 不合法。请检查 open_kfid。",
      en: "The id of the 微信客服 account is malformed. Check the open_kfid.",
    },
  },
  95001: {
    class: "user",
    operator: {
      zh: "客户上次发言后已经发满 5 条，客户再次发言前不能再发。",
      en: "Five messages were sent since the customer last wrote; no more until they write again.",
    },
  },
  95002: {
    class: "user",
    operator: {
      zh: "客户已超过 48 小时没有发言，客户再次发言前不能再发。",
      en:
        "The customer last wrote more than 48 hours ago; nothing can be sent until they write again.",
    },
  },
  95004: {
    class: "configuration",
    operator: {
      zh: "微信客服账号不存在。请检查 open_kfid，或该账号是否已被删除。",
      en:
        "There is no such 微信客服 account. Check the open_kfid, and whether the account was deleted.",
    },
  },
  95007: {
    class: "retry",
    operator: {
      zh: "微信客服的同步凭证已过期，会改为不带凭证拉取。",
      en: "The token for syncing 微信客服 is too old; messages are fetched without it.",
    },
  },
  95013: {
    class: "user",
    operator: {
      zh: "会话已结束，客户再次发言前不能再发。",
      en: "The session is over; nothing can be sent until the customer writes again.",
    },
  },
  95014: {
    class: "configuration",
    operator: {
      zh: "接待人员未激活或不在该客服账号中。请换一位接待人员。",
      en:
        "The member who is to serve is not active or does not belong to the account. Choose another.",
    },
  },
  95016: {
    class: "user",
    operator: {
      zh: "当前会话状态不允许这样变更。",
      en: "The session's present state does not allow this change.",
    },
  },
  95018: {
    class: "user",
    operator: {
      zh: "会话由人工接待，现在不能用接口发送。",
      en: "A colleague serves the customer; the interface may not send now.",
    },
  },
  95033: {
    class: "user",
    operator: {
      zh: "相同 msgid 的消息已经发送过。",
      en: "A message with this msgid was sent before.",
    },
  },
};
