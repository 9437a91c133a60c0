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
  "message.simulate": { zh: "模拟客户消息", en: "Simulated a customer's message" },
  "account.save": {
    zh: "创建本地账号或修改其密码",
    en: "Created a local account or set its password",
  },
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
