import { z } from "zod";
import { defineEvent } from "packages/webhooks/webhook_event.ts";

/** Ids of the upstream are 64-bit numbers: as text, JavaScript loses no digit. */
const decimal = z.string().regex(/^-?\d{1,20}$/);

const account = {
  accountId: z.uuid().describe("The account in this system."),
  vid: decimal.optional().describe("The member's number at the upstream, once it is known."),
};

const reason = z.string().describe("Why, in one word or sentence.");

const ACCOUNT = {
  accountId: "0193a5d0-1111-7000-8000-00000000000a",
  vid: "1688850000000001",
};

/** What happens to the accounts of the upstream bridge. */
export const ACCOUNT_EVENTS = {
  "account.online": defineEvent(
    z.object({ ...account, name: z.string().optional(), corpId: z.string().optional() }),
    { zh: "账号已在线。", en: "An account is online." },
    { ...ACCOUNT, name: "客服一号" },
  ),
  "account.offline": defineEvent(
    z.object({ ...account, reason }),
    {
      zh: "账号已离线，不会再自动恢复，或已被停止。",
      en: "An account is offline, and does not return by itself, or it was stopped.",
    },
    { ...ACCOUNT, reason: "kicked" },
  ),
  "account.needs_scan": defineEvent(
    z.object({ ...account, reason: reason.optional() }),
    {
      zh: "账号需要重新扫码登录，每次掉线只发送一次。请在控制台扫码。",
      en: "An account needs a scan of a QR code; sent once per loss. The console has the code.",
    },
    { ...ACCOUNT, reason: "disconnect" },
  ),
  "account.needs_code": defineEvent(
    z.object(account),
    {
      zh: "账号登录需要手机上显示的 6 位验证码。",
      en: "The sign-in of an account needs the 6-digit code that the phone shows.",
    },
    ACCOUNT,
  ),
  "account.restricted": defineEvent(
    z.object({ ...account, reason: reason.optional() }),
    {
      zh: "企业微信限制了账号，已停止用它发送。",
      en: "WeCom restricts the account; sending with it has stopped.",
    },
    { ...ACCOUNT, reason: "spam_block" },
  ),
  "account.muted": defineEvent(
    z.object({
      ...account,
      otherAccountId: z.uuid().optional().describe("The account that it answered."),
      chatId: decimal.optional().describe("The chat to which nothing is sent until then."),
      until: z.iso.datetime().optional(),
      reason: reason.optional().describe(
        "own_account: another account of this system wrote. loop: a program answers each message.",
      ),
    }),
    {
      zh: "账号与另一个账号或程序互相自动回复，已暂停向该会话发送。",
      en:
        "An account and another one, or a program, answered each other; sending to this chat is paused.",
    },
    {
      ...ACCOUNT,
      otherAccountId: "0193a5d0-1111-7000-8000-00000000000b",
      chatId: "1688850000000002",
      until: "2026-11-30T09:00:00.000Z",
      reason: "own_account",
    },
  ),
  "account.message": defineEvent(
    z.object({
      ...account,
      chatId: decimal.describe("The other person, or the group."),
      isRoom: z.boolean().describe("Whether it came in a group."),
      senderId: decimal,
      senderName: z.string().optional(),
      kind: z.string().describe("text, image, file and so on."),
      text: z.string().optional(),
      sentAt: z.iso.datetime(),
      serverId: decimal.describe("The message's number at the upstream."),
      kfId: decimal.optional(),
    }),
    {
      zh: "账号收到一条消息。账号自己发的、系统的和上游重放的历史消息不发送。",
      en:
        "An account got a message. Its own messages, the system's and replayed ones are not sent.",
    },
    {
      ...ACCOUNT,
      chatId: "7881300000000001",
      isRoom: false,
      senderId: "7881300000000001",
      senderName: "王女士",
      kind: "text",
      text: "你好",
      sentAt: "2026-11-30T08:15:00.000Z",
      serverId: "10000123",
    },
  ),
  "account.message_rejected": defineEvent(
    z.object({
      ...account,
      chatId: decimal.optional(),
      serverId: decimal.optional().describe("The rejected message."),
      sendId: z.uuid().optional().describe("The send, if it was sent with this system."),
      reason,
    }),
    {
      zh: "已发出的消息后来被拒收，例如对方已删除或拉黑账号。",
      en:
        "A message that was sent was rejected later, because the other person deleted or blocked the account.",
    },
    { ...ACCOUNT, chatId: "7881300000000001", serverId: "10000124", reason: "deleted" },
  ),
  "account.send_finished": defineEvent(
    z.object({
      ...account,
      sendId: z.uuid(),
      idempotencyKey: z.string().optional(),
      status: z.enum(["sent", "failed", "unknown"]).describe(
        "unknown: the upstream did not answer in time. The message may have arrived, and is not sent again.",
      ),
      error: z.string().optional(),
      msgId: decimal.optional(),
      serverId: decimal.optional(),
    }),
    { zh: "一次发送有了结果。", en: "A send has its outcome." },
    {
      ...ACCOUNT,
      sendId: "0193a5d0-2222-7000-8000-00000000000c",
      idempotencyKey: "order-4711",
      status: "sent",
      msgId: "1000200",
      serverId: "10000125",
    },
  ),
  "account.contact_changed": defineEvent(
    z.object({
      ...account,
      change: z.string().describe("request, new, deleted or updated."),
      contactId: decimal.optional(),
      name: z.string().optional(),
    }),
    {
      zh: "账号的联系人有变化：新的申请、新增、删除或备注变更。",
      en:
        "A contact of an account changed: a request, a new one, a deleted one, or another remark.",
    },
    { ...ACCOUNT, change: "new", contactId: "7881300000000001", name: "王女士" },
  ),
} as const;
