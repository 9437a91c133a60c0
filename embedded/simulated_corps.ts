import type { ConfigOf } from "packages/platform/config/config.ts";
import { wecomApps, type wecomConfig } from "packages/wecom_apps/config.ts";
import type { callbackConfig } from "services/callback/config.ts";
import { callbackEntries } from "services/callback/receiving/callback_apps.ts";
import type { Corp } from "simulators/wecom/corp.ts";
import { createSampleCorps } from "simulators/wecom/sample_corp.ts";
import { createCallback } from "simulators/wecom/channels.ts";

const { token, encodingAesKey } = createCallback("");
const BOT_NAME = "智能机器人";

/** The corp, app, keys and operator of the simulated WeCom, unless others are configured. */
export const SIMULATED_WECOM = {
  WECOM_CORP_ID: "ww0123456789abcdef",
  WECOM_AGENT_ID: "1000002",
  WECOM_SECRET: "simulated-agent-secret-0000000000000000000",
  WECOM_TOKEN: token,
  WECOM_ENCODING_AES_KEY: encodingAesKey,
  OPERATORS: "zhangsan",
};

/**
 * The content of `WECOM_APPS_FILE` for a simulated WeCom: the given apps, with keys for those that have none, and an AI
 * bot unless there is one.
 */
export function completeApps(given: readonly object[], corpId: string): readonly object[] {
  const apps = given.map((app) => ({ token, encodingAesKey, ...app }));
  const hasBot = given.some((app) => "kind" in app && app.kind === "aibot");
  const isTaken = given.some((app) => "name" in app && app.name === "bot");
  if (hasBot || isTaken) return apps;
  return [...apps, {
    name: "bot",
    kind: "aibot",
    botName: BOT_NAME,
    corpId,
    token,
    encodingAesKey,
  }];
}

/**
 * The corps of a simulated WeCom with every app and bot that is configured.
 * @param origin where WeCom reaches us
 */
export function createSimulatedCorps(
  config: ConfigOf<[typeof wecomConfig, typeof callbackConfig]>,
  origin: string,
): Corp[] {
  const entries = callbackEntries(config);
  const callbackOf = (name: string) => {
    const entry = entries.find((entry) => entry.name === name);
    if (entry?.token === undefined || entry.encodingAesKey === undefined) return undefined;
    const path = name === "default" ? "" : `/${name}`;
    return {
      url: `${origin}/api/v1/wecom/callback${path}`,
      token: entry.token,
      encodingAesKey: entry.encodingAesKey,
    };
  };
  const apps = [...wecomApps(config).values()].map(({ name, corpId, agentId, secret }) => {
    const callback = callbackOf(name);
    return { corpId, agentId: Number(agentId), secret, ...callback && { callback } };
  });
  const bots = entries.filter(({ kind }) => kind === "aibot")
    .map((entry) => ({
      corpId: entry.corpId,
      ..."botName" in entry && entry.botName !== undefined && { name: entry.botName },
      callback: callbackOf(entry.name)!,
    }));
  const corps = createSampleCorps(apps, bots);
  // Messages to a corp that is not configured are sent here too, and refused.
  const configured = new Set(apps.map(({ corpId }) => corpId));
  for (const { agents } of corps.filter(({ id }) => !configured.has(id))) {
    for (const agent of agents) agent.callback.url = `${origin}/api/v1/wecom/callback`;
  }
  return corps;
}
