import { z } from "zod";
import type { Text } from "packages/platform/lang.ts";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

/** The acts of people that are recorded, in words: each changes something that others rely on. */
export const AUDIT_ACTIONS = {
  "conversation.hand_over": { zh: "接管会话", en: "Took over a conversation" },
  "conversation.hand_back": { zh: "交还会话给 AI", en: "Handed a conversation back to the AI" },
  "conversation.retry": { zh: "重试回复", en: "Retried an answer" },
  "customer.tags": { zh: "修改客户标签", en: "Changed a customer's tags" },
  "customer.note_add": { zh: "添加客户备注", en: "Wrote a note about a customer" },
  "customer.note_delete": { zh: "删除客户备注", en: "Deleted a note about a customer" },
  "dead_letter.replay": { zh: "重新执行失败任务", en: "Ran a failed job again" },
  "dead_letter.delete": { zh: "删除失败任务", en: "Deleted a failed job" },
  "webhook.replay": { zh: "重新推送事件", en: "Sent a webhook again" },
  "webhook.test": { zh: "发送测试事件", en: "Sent a test webhook" },
  "message.simulate": { zh: "模拟客户消息", en: "Simulated a customer's message" },
  "account.save": {
    zh: "创建本地账号或修改其密码",
    en: "Created a local account or set its password",
  },
  "account.create": { zh: "添加上游账号", en: "Added an account of the upstream" },
  "account.rename": { zh: "重命名上游账号", en: "Renamed an account of the upstream" },
  "account.remove": { zh: "删除上游账号", en: "Removed an account of the upstream" },
  "account.start": { zh: "启动上游账号", en: "Started an account of the upstream" },
  "account.step": {
    zh: "执行上游账号的登录步骤",
    en: "Ran a step of an upstream account's sign-in",
  },
  "account.code": {
    zh: "提交上游账号的验证码",
    en: "Entered the code of an upstream account's sign-in",
  },
  "account.check": { zh: "检查上游账号", en: "Checked an account of the upstream" },
  "account.clear_restriction": {
    zh: "解除上游账号的发送限制",
    en: "Lifted the restriction of an upstream account",
  },
  "account.unmute": {
    zh: "解除上游账号的会话静音",
    en: "Lifted the mute of an upstream account's chats",
  },
  "account.stop": { zh: "停止上游账号", en: "Stopped an account of the upstream" },
  "account.log_out": { zh: "退出上游账号", en: "Signed an account of the upstream out" },
  "bridge.settings": {
    zh: "修改上游账号的设置",
    en: "Changed the settings of the upstream's accounts",
  },
  "bridge.send": { zh: "用上游账号发送消息", en: "Sent a message with an upstream account" },
} as const satisfies Record<string, Text>;

/** An act of a person that is recorded. */
export type AuditAction = keyof typeof AUDIT_ACTIONS;

const schema = z.object({
  /** A UUIDv7. The act is recorded once for each id. */
  id: z.uuid(),
  at: z.iso.datetime(),
  /** The person's subject: `<corpid>/<userid>` or `local/<name>`. */
  actor: z.string(),
  /** The name that the person had. */
  actorName: z.string(),
  /** An {@link AuditAction}, or one of a later version. */
  action: z.string(),
  /** What it was done to: `conversation/<id>`. */
  thing: z.string(),
  /** One word about how it was done, such as a queue. Never text that a person wrote. */
  detail: z.string().max(128).optional(),
});

export type AuditEvent = z.infer<typeof schema>;

/**
 * A person did something. Sent in the transaction of the act by the service in which it happened (`audit.ts`), recorded by
 * `auth`.
 */
export const auditEvent: QueueDefinition<AuditEvent> = { name: "audit.event", schema };
