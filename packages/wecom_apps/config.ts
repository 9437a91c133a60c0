import { z } from "zod";
import { type ConfigProblem, defineConfig } from "packages/platform/config/config.ts";
import { credential, httpUrl } from "packages/platform/config/readers.ts";
import { readWecomAppsFile, type WecomAppEntry } from "packages/wecom_apps/wecom_apps_file.ts";

/** One self-built app of one corp, with what login needs. */
export interface WecomApp {
  /** `default` for the app of the WECOM_* variables. */
  readonly name: string;
  readonly corpId: string;
  readonly agentId: string;
  readonly secret: string;
}

/** The variables for the WeCom apps and for the addresses of WeCom. */
export const wecomConfig = defineConfig({
  title: { zh: "企业微信", en: "WeCom" },
  retired: {
    WECHAT_CORP_ID: "WECOM_CORP_ID",
    WECHAT_AGENT_ID: "WECOM_AGENT_ID",
    WECHAT_SECRET: "WECOM_SECRET",
    WECHAT_TOKEN: "WECOM_TOKEN",
    WECHAT_ENCODING_AES_KEY: "WECOM_ENCODING_AES_KEY",
  },
  variables: {
    WECOM_CORP_ID: {
      schema: credential,
      optional: true,
      description: {
        zh: "企业 ID：企业微信管理后台“我的企业”。",
        en: "CorpId: WeCom console, My Company.",
      },
      example: "ww0123456789abcdef",
    },
    WECOM_AGENT_ID: {
      schema: z.string().regex(/^\d+$/, "must be digits such as 1000002"),
      optional: true,
      description: {
        zh: "AgentId：企业微信管理后台的应用页面。用于开启扫码登录。",
        en: "AgentId: WeCom console, the app's page. Turns on scan login.",
      },
      example: "1000002",
    },
    WECOM_SECRET: {
      schema: credential,
      optional: true,
      secret: true,
      description: {
        zh: "同一个应用的 Secret：企业微信管理后台的应用页面。用于开启扫码登录。",
        en: "Secret of the same app: WeCom console, the app's page. Turns on scan login.",
      },
      example: "the-secret-of-the-app",
    },
    WECOM_REDIRECT_URI: {
      schema: httpUrl,
      default: ({ PUBLIC_URL }) =>
        PUBLIC_URL === undefined ? undefined : `${PUBLIC_URL}/api/auth/wecom/callback`,
      description: {
        zh:
          "成员同意后，企业微信让浏览器或手机跳转到的地址；域名（含端口）必须与应用的授权回调域一致。默认为 PUBLIC_URL/api/auth/wecom/callback。",
        en:
          "Where WeCom sends the browser or phone after consent; its host must be the app's callback domain, port included. Defaults to PUBLIC_URL/api/auth/wecom/callback.",
      },
      example: "https://wecom.example.com/api/auth/wecom/callback",
    },
    WECOM_APPS_FILE: {
      schema: z.string().transform(readWecomAppsFile),
      file: true,
      optional: true,
      description: {
        zh:
          "配置更多应用的 JSON 文件：列表，每项为 {name, kind, corpId, agentId, secret, token, encodingAesKey, previousToken, previousEncodingAesKey}；kind 为 agent（默认）或 aibot，aibot 没有 agentId 和 secret，可以有 botName，即机器人在企业微信中的名称：群里 @ 它时，名称不算问题的一部分。WECOM_* 变量配置的是名为 `default` 的应用；没有这些变量时，使用列表中的第一个 agent。",
        en:
          "JSON file with more apps: a list of {name, kind, corpId, agentId, secret, token, encodingAesKey, previousToken, previousEncodingAesKey}; kind is agent (the default) or aibot, which has neither agentId nor secret; its botName is the bot's name in WeCom, so that a mention of it in a group is not part of the question. The WECOM_* variables are the app `default`; without them the first agent of the list is used instead.",
      },
      example: "/etc/wecom-stack/apps.json",
    },
    WECOM_API_URL: {
      schema: httpUrl,
      default: "https://qyapi.weixin.qq.com",
      description: {
        zh: "企业微信接口的地址，可以带路径。",
        en: "Address of WeCom's API; it may have a path.",
      },
      example: "http://127.0.0.1:3011",
    },
    WECOM_LOGIN_URL: {
      schema: httpUrl,
      default: "https://login.work.weixin.qq.com",
      description: { zh: "企业微信登录页的地址。", en: "Address of WeCom's login page." },
      example: "http://localhost:3011",
    },
    WECOM_OAUTH_URL: {
      schema: httpUrl,
      default: "https://open.weixin.qq.com",
      description: {
        zh: "企业微信网页授权页的地址，由手机打开。",
        en: "Address of WeCom's authorize page, which phones open.",
      },
      example: "http://localhost:3011",
    },
  },
  rules: (_values, isGiven) => {
    if (!isGiven("WECOM_SECRET") && !isGiven("WECOM_AGENT_ID")) return [];
    const missing = ["WECOM_CORP_ID", "WECOM_AGENT_ID", "WECOM_SECRET"]
      .filter((name) => !isGiven(name));
    return missing.map((variable): ConfigProblem => ({
      variable,
      problem:
        "is missing: scan login needs WECOM_CORP_ID, WECOM_AGENT_ID and WECOM_SECRET together",
    }));
  },
  warnings: (_values, isGiven) => {
    const others = ["WECOM_AGENT_ID", "WECOM_SECRET", "WECOM_TOKEN", "WECOM_ENCODING_AES_KEY"];
    if (!isGiven("WECOM_CORP_ID") || others.some(isGiven)) return [];
    const problem =
      "is not enough alone: signing in with WeCom needs WECOM_AGENT_ID and WECOM_SECRET too, " +
      "and receiving messages needs WECOM_TOKEN and WECOM_ENCODING_AES_KEY";
    return [{ variable: "WECOM_CORP_ID", problem }];
  },
});

/** All apps with a secret, by name: people can sign in through them, and they can send. */
export function wecomApps(config: {
  readonly WECOM_CORP_ID: string | undefined;
  readonly WECOM_AGENT_ID: string | undefined;
  readonly WECOM_SECRET: string | undefined;
  readonly WECOM_APPS_FILE: readonly WecomAppEntry[] | undefined;
}): ReadonlyMap<string, WecomApp> {
  const { WECOM_CORP_ID: corpId, WECOM_AGENT_ID: agentId, WECOM_SECRET: secret } = config;
  const apps = (config.WECOM_APPS_FILE ?? []).flatMap(appOf);
  if (corpId && agentId && secret) apps.unshift({ name: "default", corpId, agentId, secret });
  return new Map(apps.map((app) => [app.name, app]));
}

function appOf(entry: WecomAppEntry): WecomApp[] {
  if (entry.kind === "aibot") return [];
  const { name, corpId, agentId, secret } = entry;
  return agentId === undefined || secret === undefined ? [] : [{ name, corpId, agentId, secret }];
}

/** The app to use when none is named: `default`, else the first one. */
export function defaultApp(apps: ReadonlyMap<string, WecomApp>): WecomApp | undefined {
  return apps.get("default") ?? apps.values().next().value;
}
