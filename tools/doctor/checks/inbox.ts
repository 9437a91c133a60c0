import type { Postgres } from "packages/storage/postgres/postgres.ts";
import type { Deployment } from "tools/doctor/deployment.ts";
import { about, ok, skip, warn } from "tools/doctor/create_finding.ts";
import type { Finding, Findings, Subject } from "tools/doctor/finding.ts";
import { canReceive } from "tools/doctor/settings.ts";

/** The time of the last message of each app. */
export async function checkInbox(
  sql: Postgres["sql"],
  { apps, env, clock, isWecomSimulated }: Deployment,
): Promise<Findings> {
  const rows = await sql<{ app: string; messages: number; latest: Date }[]>`
    select app, count(*)::int as messages, max(received_at) as latest
    from callback.inbox where source <> 'simulated' group by app order by app`;
  const timeZone = env["TZ_DISPLAY"] || "Asia/Shanghai";
  return apps.filter(canReceive).map(({ name }) => {
    const row = rows.find(({ app }) => app === name);
    const subject = about(
      `inbox.${name}`,
      `应用 ${name} 收到的最后一条消息`,
      `Last message to app ${name}`,
    );
    if (row === undefined && isWecomSimulated) {
      return skip(subject, [
        "还没有。可以在模拟企业微信的聊天页（/sim/wecom/_chat）发一条试试。",
        "None yet. Send one on the chat page of the simulated WeCom (/sim/wecom/_chat).",
      ]);
    }
    if (row === undefined) return neverCame(subject, env);
    const at = `${row.latest.toLocaleString("sv-SE", { timeZone })} ${timeZone}`;
    const hours = Math.floor((clock.now() - row.latest.getTime()) / 3_600_000);
    return ok(subject, [
      `${at}（${hours} 小时前），收件箱里共 ${row.messages} 条。`,
      `${at} (${hours} hours ago); messages in the inbox: ${row.messages}.`,
    ]);
  });
}

function neverCame(subject: Subject, env: Deployment["env"]): Finding {
  const days = env["RETENTION_DAYS_INBOX"] || "14";
  return warn(subject, [`最近 ${days} 天没有收到消息。`, `No message in the last ${days} days.`], [
    "在企业微信里打开应用，给它发一条“帮助”。如果收不到，请检查：管理后台的“接收消息”是否已保存；发送者是否在可见范围内（--user <userid>）；回调地址是否可达（--url）。",
    "Open the app in WeCom and send 帮助 to it. If it does not arrive, check: is 接收消息 saved in the WeCom console; is the sender in the visible scope (--user <userid>); can the address be reached (--url).",
  ]);
}
