import type { Postgres } from "packages/storage/postgres/postgres.ts";
import { type Finding, ok, skip, type Subject, warn } from "tools/doctor/finding.ts";
import type { Examined } from "tools/doctor/examined.ts";

/** When the last message of each app has come. */
export async function checkInbox(
  sql: Postgres["sql"],
  { apps, env, clock, isWecomSimulated }: Examined,
): Promise<Finding[]> {
  const receivers = apps.filter(({ token, encodingAesKey }) => token && encodingAesKey);
  const rows = await sql<{ app: string; messages: number; latest: Date }[]>`
    select app, count(*)::int as messages, max(received_at) as latest
    from callback.inbox where source <> 'simulated' group by app order by app`;
  const timeZone = env["TZ_DISPLAY"] || "Asia/Shanghai";
  return receivers.map(({ name }) => {
    const row = rows.find(({ app }) => app === name);
    const subject = {
      id: `inbox.${name}`,
      looked: {
        zh: `应用 ${name} 收到的最后一条消息`,
        en: `The last message for app ${name}`,
      },
    };
    if (row === undefined && isWecomSimulated) {
      return skip(subject, {
        zh: "还没有。在模拟的企业微信的聊天页（/sim/wecom/_chat）发一条试试。",
        en: "None yet. Write one on the chat page of the simulated WeCom (/sim/wecom/_chat).",
      });
    }
    if (row === undefined) return neverCame(subject, env);
    const at = `${row.latest.toLocaleString("sv-SE", { timeZone })} ${timeZone}`;
    const hours = Math.floor((clock.now() - row.latest.getTime()) / 3_600_000);
    return ok(subject, {
      zh: `${at}（${hours} 小时前），收件箱里共 ${row.messages} 条。`,
      en: `${at} (${hours} hours ago); the inbox holds ${row.messages}.`,
    });
  });
}

function neverCame(subject: Subject, env: Examined["env"]): Finding {
  const days = env["RETENTION_DAYS_INBOX"] || "14";
  return warn(subject, {
    zh: `最近 ${days} 天没有收到过。`,
    en: `None has come in the last ${days} days.`,
  }, {
    zh:
      "在企业微信里打开应用，给它发一条“帮助”。收不到的话：管理后台“接收消息”是否已保存；发送者是否在可见范围（--user <userid>）；回调地址是否可达（--url）。",
    en:
      "Open the app inside WeCom and write 帮助 to it. If nothing comes: is 接收消息 saved in the console; is the sender in the visible scope (--user <userid>); can the address be reached (--url).",
  });
}
