import { z } from "zod";
import { type ConfigProblem, defineConfig } from "packages/platform/config/config.ts";
import { httpUrl } from "packages/platform/config/readers.ts";

const wecomAppSchema = z.object({
  name: z.string().regex(/^[a-z0-9-]{1,32}$/, "name must be lower-case letters, digits, hyphens"),
  kind: z.enum(["agent", "aibot"]).default("agent"),
  corpId: z.string().min(1),
  agentId: z.string().regex(/^\d+$/, "agentId must be digits"),
  secret: z.string().min(1),
});

/** One self-built app of one corp, as login needs it. */
export interface WecomApp {
  /** `default` for the app of the WECOM_* variables. */
  readonly name: string;
  readonly corpId: string;
  readonly agentId: string;
  readonly secret: string;
}

/** Which WeCom apps there are, and where WeCom is. */
export const wecomConfig = defineConfig({
  title: "WeCom",
  variables: {
    WECOM_CORP_ID: {
      schema: z.string(),
      optional: true,
      description: "CorpId: WeCom console, My Company.",
      example: "ww0123456789abcdef",
    },
    WECOM_AGENT_ID: {
      schema: z.string().regex(/^\d+$/, "must be digits such as 1000002"),
      optional: true,
      description: "AgentId: WeCom console, the app's page. Opens scan login.",
      example: "1000002",
    },
    WECOM_SECRET: {
      schema: z.string(),
      optional: true,
      secret: true,
      description: "Secret of the same app: WeCom console, the app's page. Opens scan login.",
      example: "the-secret-of-the-app",
    },
    WECOM_REDIRECT_URI: {
      schema: httpUrl,
      default: ({ PUBLIC_URL }) =>
        PUBLIC_URL === undefined ? undefined : `${PUBLIC_URL}/api/auth/wecom/callback`,
      description:
        "Where WeCom sends the browser or phone after consent; its host must be the app's callback domain, port included. Defaults to PUBLIC_URL/api/auth/wecom/callback.",
      example: "https://wecom.example.com/api/auth/wecom/callback",
    },
    WECOM_APPS_FILE: {
      schema: z.string().transform(readApps),
      optional: true,
      description:
        "JSON file with more apps: a list of {name, corpId, agentId, secret}. The WECOM_* variables are the app `default`; without them the first of the list stands in for it.",
      example: "/etc/wecom-stack/apps.json",
    },
    WECOM_API_URL: {
      schema: httpUrl,
      default: "https://qyapi.weixin.qq.com",
      description: "Where WeCom's API is; may carry a path.",
      example: "http://127.0.0.1:3011",
    },
    WECOM_LOGIN_URL: {
      schema: httpUrl,
      default: "https://login.work.weixin.qq.com",
      description: "Where WeCom's login page is.",
      example: "http://localhost:3011",
    },
    WECOM_OAUTH_URL: {
      schema: httpUrl,
      default: "https://open.weixin.qq.com",
      description: "Where WeCom's authorize page is, which phones open.",
      example: "http://localhost:3011",
    },
  },
  rules: (values) => {
    if (!values.WECOM_SECRET && !values.WECOM_AGENT_ID) return [];
    const missing = (["WECOM_CORP_ID", "WECOM_AGENT_ID", "WECOM_SECRET"] as const)
      .filter((name) => values[name] === undefined);
    return missing.map((variable): ConfigProblem => ({
      variable,
      problem:
        "is missing: scan login needs WECOM_CORP_ID, WECOM_AGENT_ID and WECOM_SECRET together",
    }));
  },
});

/** All apps that people can sign in to, by name. */
export function wecomApps(config: {
  readonly WECOM_CORP_ID: string | undefined;
  readonly WECOM_AGENT_ID: string | undefined;
  readonly WECOM_SECRET: string | undefined;
  readonly WECOM_APPS_FILE: readonly WecomApp[] | undefined;
}): ReadonlyMap<string, WecomApp> {
  const { WECOM_CORP_ID: corpId, WECOM_AGENT_ID: agentId, WECOM_SECRET: secret } = config;
  const apps = [...config.WECOM_APPS_FILE ?? []];
  if (corpId && agentId && secret) apps.unshift({ name: "default", corpId, agentId, secret });
  return new Map(apps.map((app) => [app.name, app]));
}

/** The app that is meant when none is named: `default`, else the first one. */
export function defaultApp(apps: ReadonlyMap<string, WecomApp>): WecomApp | undefined {
  return apps.get("default") ?? apps.values().next().value;
}

function readApps(path: string, context: z.RefinementCtx): readonly WecomApp[] {
  const refuse = (message: string) => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  let content: unknown;
  try {
    content = JSON.parse(Deno.readTextFileSync(path));
  } catch {
    return refuse("must name a readable JSON file");
  }
  const parsed = z.array(wecomAppSchema).safeParse(content);
  if (!parsed.success) {
    // Where and what, never the value: the file holds secrets.
    return refuse(
      parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
    );
  }
  const apps = parsed.data.filter(({ kind }) => kind === "agent");
  const names = new Set(["default", ...apps.map(({ name }) => name)]);
  if (names.size !== apps.length + 1) return refuse("names must differ, and `default` is taken");
  return apps;
}
