import { createInMemoryRedis } from "packages/storage/redis/in_memory_redis.ts";
import { createWecomClient, type WecomClient } from "packages/wecom/client/client.ts";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { createTokenBroker } from "packages/wecom/client/token_broker.ts";
import type { Agent } from "packages/wecom/client/values.ts";
import { judgeAgent } from "tools/doctor/checks/agent.ts";
import { judgeUser } from "tools/doctor/checks/user_scope.ts";
import { fail, type Finding, ok, skip, type Subject } from "tools/doctor/finding.ts";
import type { Check, Examined } from "tools/doctor/examined.ts";
import type { CallingApp, WrittenApp } from "tools/doctor/settings.ts";

/**
 * Calls WeCom with the real credentials of every app, and looks at the app as WeCom knows it. `gettoken` alone would not
 * do: it works from any address, also where every other call is refused with 60020.
 */
export const checkWecomApi: Check = async (examined) => {
  const apps = examined.apps.filter(canCall);
  if (apps.length === 0) {
    return [skip({
      id: "wecom_api",
      looked: { zh: "企业微信接口", en: "WeCom's API" },
    }, {
      zh: "没有配置应用（WECOM_CORP_ID、WECOM_AGENT_ID、WECOM_SECRET）。",
      en: "No app is configured (WECOM_CORP_ID, WECOM_AGENT_ID, WECOM_SECRET).",
    })];
  }
  return (await Promise.all(apps.map((app) => checkApp(app, examined)))).flat();
};

function canCall(app: WrittenApp): app is CallingApp {
  return app.corpId !== undefined && app.agentId !== undefined && app.secret !== undefined;
}

async function checkApp(app: CallingApp, examined: Examined): Promise<Finding[]> {
  const subject = {
    id: `wecom_api.${app.name}`,
    looked: {
      zh: `用应用 ${app.name}（AgentId ${app.agentId}）的凭证调用企业微信接口`,
      en: `Calls to WeCom's API with the credentials of app ${app.name} (AgentId ${app.agentId})`,
    },
  };
  const client = createClient(app, examined);
  let agent: Agent;
  try {
    agent = await client.getAgent(AbortSignal.timeout(15_000));
  } catch (error) {
    return [refused(subject, error, app, examined)];
  }
  return [
    ok(subject, {
      zh: `可用，应用名为「${agent.name}」。`,
      en: `They work; the app is called "${agent.name}".`,
    }),
    ...judgeAgent(app, agent, examined),
    ...examined.userId === undefined ? [] : [await judgeUser(app, examined.userId, client)],
  ];
}

function createClient(app: CallingApp, { fetch, clock, apiUrl }: Examined): WecomClient {
  const { corpId, agentId, secret } = app;
  const wecom = { fetch, clock, baseUrl: apiUrl, corpId, agentId };
  // A memory of its own: a refusal that a deployment remembers for a minute must not speak for now.
  const store = createInMemoryRedis({ clock });
  const tokens = createTokenBroker({ ...wecom, secret, random: Math.random, store });
  return createWecomClient({ ...wecom, tokens });
}

/** Which setting an error code speaks of; the last part of the finding's id. */
const PARTS: Readonly<Record<number, string>> = {
  40001: "secret_or_disabled",
  40091: "secret",
  41004: "secret",
  40013: "corp_id",
  41002: "corp_id",
  40056: "agent_id",
  41011: "agent_id",
  301002: "agent_id",
  60020: "trusted_ip",
  50003: "disabled",
  45009: "limit",
};

function refused(
  subject: Subject,
  error: unknown,
  app: CallingApp,
  { isWecomSimulated }: Examined,
): Finding {
  if (error instanceof WecomError) {
    const part = PARTS[error.errcode] ?? "refused";
    const ip = error.callerIp;
    return fail({ ...subject, id: `${subject.id}.${part}` }, {
      zh: `${error.call} 被拒绝，错误码 ${error.errcode}${
        ip === undefined ? "" : `，企业微信看到的来源 IP 是 ${ip}`
      }。`,
      en: `${error.call} is refused with error ${error.errcode}${
        ip === undefined ? "" : `; WeCom sees us at ${ip}`
      }.`,
    }, withSetting(error.operator, part, app));
  }
  if (!(error instanceof WecomUnreachableError)) throw error;
  if (isWecomSimulated) {
    return skip(subject, {
      zh: "企业微信由本项目的进程模拟，而它没有运行，见 port 检查项。",
      en: "WeCom is simulated by the process, which does not run: see the finding port.",
    });
  }
  const detail = error.detail === undefined ? error.reason : `${error.reason}, ${error.detail}`;
  return fail({ ...subject, id: `${subject.id}.unreachable` }, {
    zh: `连接不上企业微信接口（${detail}）。`,
    en: `WeCom's API gives no usable answer (${detail}).`,
  }, error.operator);
}

function withSetting(
  operator: { readonly zh: string; readonly en: string },
  part: string,
  { names }: CallingApp,
) {
  const name = part.startsWith("secret")
    ? names.secret
    : part === "corp_id"
    ? names.corpId
    : undefined;
  if (name === undefined) return operator;
  return { zh: `${operator.zh}（${name}）`, en: `${operator.en} (${name})` };
}
