import type { HomePageProps } from "embedded/home_page.tsx";
import { SIMULATED_WECOM } from "embedded/simulated_wecom.ts";
import { LLM_VARIABLES } from "embedded/simulated_llm.ts";
import type { Environment } from "packages/platform/config/load_config.ts";
import { REFERENCE_PATH } from "packages/ui/reference/documented_services.ts";

/** Where browsers reach what is simulated. */
export interface SimulatorUrls {
  readonly simulatedWecomUrl: string | undefined;
  readonly simulatedLlmUrl: string | undefined;
}

/** Where a person can go from the home page. */
export function describeLinks(
  { simulatedWecomUrl, simulatedLlmUrl }: SimulatorUrls,
): HomePageProps["links"] {
  return [
    {
      href: "/login",
      label: { zh: "登录页", en: "Sign-in page" },
      detail: { zh: "用企业微信扫码登录。", en: "Sign in by scanning with WeCom." },
    },
    {
      href: "/console",
      label: { zh: "控制台", en: "Console" },
      detail: {
        zh: "运营人员查看会话、消息和失败任务。",
        en: "Conversations, messages and failed jobs, for operators.",
      },
    },
    {
      href: "/sidebar",
      label: { zh: "侧边栏", en: "Sidebar" },
      detail: {
        zh: "企业微信聊天工具栏里的客户资料和回复建议。",
        en: "A customer's profile and suggested answers, for WeCom's chat toolbar.",
      },
    },
    {
      href: REFERENCE_PATH,
      label: { zh: "接口文档", en: "API reference" },
      detail: {
        zh: "程序可以调用什么，由谁调用，每个接口附 curl 示例。",
        en: "What programs can call, and who may; with a line of curl for each.",
      },
    },
    ...simulatedWecomUrl === undefined ? [] : [{
      href: `${simulatedWecomUrl}/_chat`,
      label: { zh: "模拟聊天", en: "Simulated chat" },
      detail: {
        zh: "以客户或成员的身份发消息，看看得到什么回复。",
        en: "Write as a customer or a member, and see what is answered.",
      },
    }, {
      href: `${simulatedWecomUrl}/`,
      label: { zh: "模拟的企业微信", en: "Simulated WeCom" },
      detail: {
        zh: "模拟手机、示例成员和故障开关。",
        en: "A simulated phone, sample members, and switches for faults.",
      },
    }],
    ...simulatedLlmUrl === undefined ? [] : [{
      href: `${simulatedLlmUrl}/`,
      label: { zh: "模拟的大模型", en: "Simulated language model" },
      detail: {
        zh: "收到的提问、预设的回答和故障。",
        en: "What it was asked, and what it answers: scenarios and faults.",
      },
    }],
  ];
}

/** What this process stands on, and where it has it from. */
export function describeSystems(
  env: Environment,
  databaseDetail: string,
  { simulatedWecomUrl, simulatedLlmUrl }: SimulatorUrls,
): HomePageProps["systems"] {
  const hasWecom = Boolean(
    env["WECOM_SECRET"] || env["WECOM_SECRET_FILE"] || env["WECOM_APPS_FILE"],
  );
  return [
    {
      name: { zh: "PostgreSQL", en: "PostgreSQL" },
      provision: env["DATABASE_URL"] || env["DATABASE_URL_FILE"] ? "configured" : "embedded",
      detail: databaseDetail,
    },
    {
      name: { zh: "Redis", en: "Redis" },
      provision: env["REDIS_URL"] || env["REDIS_URL_FILE"] ? "configured" : "embedded",
    },
    {
      name: { zh: "企业微信", en: "WeCom" },
      provision: simulatedWecomUrl !== undefined ? "simulated" : hasWecom ? "configured" : "off",
      detail: simulatedWecomUrl ??
        (hasWecom ? env["WECOM_CORP_ID"] ?? "WECOM_APPS_FILE" : "WECOM_SECRET"),
    },
    describeLlm(env, simulatedLlmUrl),
  ];
}

/** What a person at the terminal should know who has entered a token of the real WeCom; `undefined` when none is given. */
export function describeTakenOver(
  env: Environment,
  { simulatedWecomUrl }: SimulatorUrls,
): string | undefined {
  const isOwn = env["WECOM_TOKEN"] !== SIMULATED_WECOM.WECOM_TOKEN;
  return simulatedWecomUrl !== undefined && isOwn
    ? "The simulated WeCom uses your WECOM_TOKEN; the real one needs WECOM_AGENT_ID and WECOM_SECRET too."
    : undefined;
}

function describeLlm(
  env: Environment,
  simulatedLlmUrl: string | undefined,
): HomePageProps["systems"][number] {
  const name = { zh: "大模型", en: "Language model" };
  if (simulatedLlmUrl !== undefined) {
    return { name, provision: "simulated", detail: simulatedLlmUrl };
  }
  const given = LLM_VARIABLES.find((name) => env[name]);
  return given === undefined
    ? { name, provision: "off", detail: "AI_API_KEY" }
    : { name, provision: "configured", detail: given };
}
