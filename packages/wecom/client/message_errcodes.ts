import { type ErrcodeEntry, row } from "packages/wecom/client/errcode_entry.ts";

/**
 * The error codes of messages and of 微信客服. Source: WeCom document path 90313 (global error
 * codes); the sentences are ours.
 */
export const MESSAGE_ERRCODES: Readonly<Record<number, ErrcodeEntry>> = {
  40007: row(
    "user",
    "文件的 media_id 无效，或已超过三天。企业微信只保存三天，请让客户重新发送。",
    "The file's media_id is not valid or is older than three days. WeCom keeps files for three days; ask the sender to send the file again.",
  ),
  44004: row(
    "configuration",
    "消息文本为空。请向开发者报告此问题。",
    "The text of the message is empty. Please report this to the developers.",
  ),
  45002: row(
    "configuration",
    "消息内容过长。请缩短后重试。",
    "The message is too long. Shorten it and try again.",
  ),
  48007: row(
    "configuration",
    "该微信客服账号没有授权给此应用。请在管理后台“微信客服－可调用接口的应用”中授权。",
    "The 微信客服 account is not granted to this app. Grant it in the console under 微信客服, 可调用接口的应用 (apps that may call the interface).",
  ),
  81013: row(
    "configuration",
    "所有接收人都无法送达：不存在、已离职，或不在应用的可见范围内。请检查接收人和应用的可见范围。",
    "None of the receivers can be reached: they are unknown, have left, or are outside the app's visible scope. Check the receivers and the scope.",
  ),
  95000: row(
    "configuration",
    "微信客服账号 ID 不合法。请检查 open_kfid。",
    "The id of the 微信客服 account is malformed. Check the open_kfid.",
  ),
  95001: row(
    "user",
    "客户上次发言后已发送 5 条消息。客户再次发言后才能继续发送。",
    "Five messages were sent since the customer last wrote. Wait until the customer writes again.",
  ),
  95002: row(
    "user",
    "客户已超过 48 小时没有发言。客户再次发言后才能继续发送。",
    "The customer last wrote more than 48 hours ago. Wait until the customer writes again.",
  ),
  95004: row(
    "configuration",
    "微信客服账号不存在。请检查 open_kfid，并确认账号未被删除。",
    "The 微信客服 account does not exist. Check the open_kfid, and whether the account was deleted.",
  ),
  95007: row(
    "retry",
    "微信客服的同步凭证已过期，系统会改为不带凭证拉取消息。无需处理。",
    "The token for syncing 微信客服 has expired; messages are fetched without it. No action is needed.",
  ),
  95013: row(
    "user",
    "会话已结束。客户再次发言后才能继续发送。",
    "The session has ended. Wait until the customer writes again.",
  ),
  95014: row(
    "configuration",
    "接待人员未激活，或不属于该客服账号。请换一位接待人员。",
    "The servicer is not active or does not belong to the account. Choose another servicer.",
  ),
  95016: row(
    "user",
    "当前会话状态不允许这样变更。请查看会话当前由谁接待。",
    "The session's present state does not allow this change. Check who serves the session now.",
  ),
  95018: row(
    "user",
    "会话正由人工接待，不能通过接口发送。请在企业微信中回复，或等待会话结束。",
    "A colleague serves the customer, so the interface cannot send now. Reply in WeCom, or wait until the session ends.",
  ),
  95033: row(
    "user",
    "相同 msgid 的消息已发送过，不会重复发送。无需处理。",
    "A message with this msgid was already sent and is not sent again. No action is needed.",
  ),
};
