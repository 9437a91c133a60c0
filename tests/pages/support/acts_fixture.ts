// What people did, for the chat, the failed jobs and the audit trail.
import type postgres from "postgres";
import { WecomError } from "packages/wecom/client/errcode.ts";
import type { AuditAction } from "packages/events/audit_event.ts";
import type { ConversationSeed } from "tests/support/conversation_seed.ts";
import { newId, seedDeadLetter } from "tests/support/inbox_seed.ts";

const CORP_ID = "ww0123456789abcdef";

/** An act of a person. */
export interface ActSeed {
  readonly at: Date;
  readonly action: AuditAction;
  readonly thing: string;
  readonly detail?: string;
  readonly by?: "zhangsan" | "lisi";
}

const NAMES = { zhangsan: "张三", lisi: "李四" };

/** Records an act as the services do: in the audit trail, and in the conversation if it is about one. */
export async function seedAct(sql: postgres.Sql, act: ActSeed): Promise<string> {
  const { by = "zhangsan", detail = null, thing, action, at } = act;
  const id = newId();
  const actor = { actor: `${CORP_ID}/${by}`, actor_name: NAMES[by], happened_at: at };
  await sql`
    insert into auth.audit ${sql({ audit_id: id, action, thing, detail, ...actor })}`;
  const [kind, conversationId = ""] = thing.split("/");
  if (kind === "conversation") {
    await sql`
      insert into ai_reply.conversation_acts ${
      sql({ act_id: id, conversation_id: conversationId, action, detail, ...actor })
    }`;
  }
  return id;
}

/** Names of members, as WeCom has returned them. */
export async function seedMembers(sql: postgres.Sql): Promise<void> {
  for (const [userId, name] of Object.entries({ ...NAMES, wangwu: "王五", zhaoliu: "赵六" })) {
    const row = {
      corp_id: CORP_ID,
      user_id: userId,
      name,
      ask_from: new Date(Date.now() + 86_400_000),
      wanted_at: new Date(),
    };
    await sql`insert into ai_reply.members ${sql(row)} on conflict (corp_id, user_id) do update
      set name = excluded.name, ask_from = excluded.ask_from`;
  }
}

type Ago = (minutes: number) => Date;

/** Records acts of two people, the latest about these conversations. */
export async function fillAudit(
  sql: postgres.Sql,
  ago: Ago,
  { failedId, handedBackId }: { failedId: string; handedBackId: string },
): Promise<void> {
  const job = `job/${newId()}`;
  const acts: ActSeed[] = [
    { at: ago(9), action: "conversation.hand_over", thing: `conversation/${failedId}` },
    { at: ago(49), action: "conversation.hand_over", thing: `conversation/${handedBackId}` },
    {
      at: ago(41),
      action: "conversation.hand_back",
      thing: `conversation/${handedBackId}`,
      detail: "keep",
      by: "lisi",
    },
    { at: ago(70), action: "dead_letter.replay", thing: job, detail: "conversation.wake" },
    { at: ago(95), action: "dead_letter.delete", thing: job, detail: "callback.message" },
    { at: ago(130), action: "customer.tags", thing: "customer/wm-demo-1", by: "lisi" },
    { at: ago(131), action: "customer.note_add", thing: "customer/wm-demo-1", by: "lisi" },
    { at: ago(700), action: "message.simulate", thing: `inbox/${newId()}` },
  ];
  for (const act of acts) await seedAct(sql, act);
}

/** A conversation that was handed back with a message that is not answered. */
export function handedBack(ago: Ago): ConversationSeed {
  return {
    person: "wmAbCdEfGhIjKlMnOpQrStUvWxYz0009",
    name: "周女士",
    modeReason: "console",
    modeChangedAt: ago(41),
    awaitedSince: ago(45),
    lines: [{
      at: ago(60),
      says: "成人瑜伽周末有课吗",
      turn: {
        status: "delivered",
        model: "deepseek/deepseek-chat",
        parts: [{ text: "有的，周六、周日上午 10:00 各有一节。", status: "sent" }],
      },
    }, { at: ago(45), says: "那可以开发票吗", isLeft: true }],
  };
}

/** Someone ran the job again before it failed this time. */
async function seedReplay(sql: postgres.Sql, jobId: string, at: Date): Promise<void> {
  const row = { job_id: jobId, act_id: newId(), actor_name: NAMES.zhangsan, replayed_at: at };
  await sql`insert into callback.job_replays ${sql(row)}`;
}

/** Failed jobs: one was run again before, one has an address in its remedy, one never fits. */
export async function fillDeadLetters(sql: postgres.Sql, ago: Ago): Promise<void> {
  const failedAgain = await seedDeadLetter(sql, {
    queue: "conversation.wake",
    payload: { conversationId: "0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b" },
    error: "Cannot get an answer: no provider gave one (deepseek: no balance)",
    failedAt: ago(12),
  });
  await seedReplay(sql, failedAgain, ago(17));
  await seedDeadLetter(sql, {
    queue: "callback.message",
    payload: { kind: "kf_news", app: "default", openKfId: "wk0123456789" },
    error: new WecomError("kf/sync_msg", { errcode: 60020, callerIp: "203.0.113.7" }).message,
    failedAt: ago(90),
  });
  await seedDeadLetter(sql, {
    queue: "callback.message",
    payload: { kind: "app_message", app: "default", userId: "lisi", content: { type: "text" } },
    error:
      "Cannot work on a job of the queue callback.message: its payload does not fit: content.text: expected string",
    attempts: 1,
    failedAt: ago(3000),
  });
}
