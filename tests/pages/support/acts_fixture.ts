// What people did, for the chat, the failed jobs and the audit trail.
import type postgres from "postgres";
import type { AuditAction } from "packages/events/audit_event.ts";
import { newId } from "tests/support/inbox_seed.ts";

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
