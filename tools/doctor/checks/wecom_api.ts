import { createInMemoryRedis } from "packages/storage/redis/in_memory_redis.ts";
import { createWecomClient, type WecomClient } from "packages/wecom/client/client.ts";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { createTokenBroker } from "packages/wecom/client/token_broker.ts";
import type { Agent } from "packages/wecom/client/values.ts";
import { diagnoseAgent, diagnoseUser } from "tools/doctor/checks/agent.ts";
import { about, fail, ok, skip } from "tools/doctor/create_finding.ts";
import type { Finding, Findings, Subject } from "tools/doctor/finding.ts";
import type { Check, Deployment } from "tools/doctor/deployment.ts";
import type { CallingApp, WrittenApp } from "tools/doctor/settings.ts";

/**
 * Calls the WeCom API with the credentials of every app, and checks the app in WeCom. `gettoken` alone proves nothing: it
 * succeeds from any address, even where WeCom refuses every other call with 60020.
 */
export const checkWecomApi: Check = async (deployment) => {
  const apps = deployment.apps.filter(canCall);
  if (apps.length > 0) {
    return (await Promise.all(apps.map((app) => checkApp(app, deployment)))).flat();
  }
  return skip(about("wecom_api", "企业微信接口", "WeCom API"), [
    "没有配置应用（WECOM_CORP_ID、WECOM_AGENT_ID、WECOM_SECRET）。",
    "No app is configured (WECOM_CORP_ID, WECOM_AGENT_ID, WECOM_SECRET).",
  ]);
};

function canCall(app: WrittenApp): app is CallingApp {
  return app.corpId !== undefined && app.agentId !== undefined && app.secret !== undefined;
}

async function checkApp(app: CallingApp, deployment: Deployment): Promise<Findings> {
  const { name, agentId } = app;
  const subject = about(
    `wecom_api.${name}`,
    `用应用 ${name}（AgentId ${agentId}）的凭证调用企业微信接口`,
    `Calls to the WeCom API with the credentials of app ${name} (AgentId ${agentId})`,
  );
  const client = createClient(app, deployment);
  let agent: Agent;
  try {
    agent = await client.getAgent(AbortSignal.timeout(15_000));
  } catch (error) {
    return refused(subject, error, app, deployment);
  }
  return [
    ok(subject, [`可用，应用名为「${agent.name}」。`, `They work; the app is "${agent.name}".`]),
    ...diagnoseAgent(app, agent, deployment),
    ...deployment.userId === undefined ? [] : [await diagnoseUser(app, deployment.userId, client)],
  ];
}

function createClient(app: CallingApp, { fetch, clock, apiUrl }: Deployment): WecomClient {
  const { corpId, agentId, secret } = app;
  const wecom = { fetch, clock, baseUrl: apiUrl, corpId, agentId };
  // An empty store: the deployment caches refusals for a minute, and the doctor must not read them.
  const store = createInMemoryRedis({ clock });
  const tokens = createTokenBroker({ ...wecom, secret, random: Math.random, store });
  return createWecomClient({ ...wecom, tokens });
}

/** The setting that an error code is about; the last part of the finding's id. */
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
  { nameOf }: CallingApp,
  { isWecomSimulated }: Deployment,
): Finding {
  if (error instanceof WecomError) {
    const { call, errcode, callerIp: ip, operator } = error;
    const part = PARTS[errcode] ?? "refused";
    const name = part.startsWith("secret") ? nameOf("secret") : nameOf("corpId");
    const hasName = part.startsWith("secret") || part === "corp_id";
    return fail({ ...subject, id: `${subject.id}.${part}` }, [
      `${call} 被拒绝，错误码 ${errcode}${ip ? `，企业微信看到的来源 IP 是 ${ip}` : ""}。`,
      `${call} is refused with error ${errcode}${ip ? `; WeCom sees the address ${ip}` : ""}.`,
    ], hasName ? [`${operator.zh}（${name}）`, `${operator.en} (${name})`] : operator);
  }
  if (!(error instanceof WecomUnreachableError)) throw error;
  if (isWecomSimulated) {
    return skip(subject, [
      "企业微信由本项目的进程模拟，而进程没有运行，见 port 检查项。",
      "WeCom is simulated by the process, which is not running: see the finding port.",
    ]);
  }
  const detail = error.detail === undefined ? error.reason : `${error.reason}, ${error.detail}`;
  return fail({ ...subject, id: `${subject.id}.unreachable` }, [
    `连接不上企业微信接口（${detail}）。`,
    `The WeCom API gives no usable answer (${detail}).`,
  ], error.operator);
}
