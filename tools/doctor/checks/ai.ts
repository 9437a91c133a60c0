import type { Environment } from "packages/platform/config/load_config.ts";
import type { Check } from "tools/doctor/deployment.ts";
import { about, fail, ok, skip, warn } from "tools/doctor/create_finding.ts";
import type { Finding, Subject } from "tools/doctor/finding.ts";
import { NO_ANSWER, probe } from "tools/doctor/probe.ts";
import { parseJson, readSetting, readText } from "tools/doctor/settings.ts";

const DEEPSEEK_URL = "https://api.deepseek.com";

/** One provider as written in the configuration. */
interface WrittenProvider {
  readonly id: string;
  readonly key: string;
  readonly url: string;
  readonly model: string | undefined;
}

/** The providers of the language model. Each is asked for its list of models, which is free of charge. */
export const checkAi: Check = async ({ env, fetch, isLlmSimulated }) => {
  const providers = readProviders(env);
  if (providers.length === 0) {
    return skip(about("ai", "语言模型", "Language model"), [
      "没有配置（AI_API_KEY）：不会自动回答，消息会转给人工。",
      "Not configured (AI_API_KEY): there are no automatic answers, messages go to staff.",
    ]);
  }
  const findings = await Promise.all(providers.map((provider) => checkProvider(provider, fetch)));
  return isLlmSimulated ? findings.map(withoutProcess) : findings;
};

/** The simulated model does not answer while the process is down; the check of the port reports that. */
function withoutProcess(finding: Finding): Finding {
  if (finding.found !== NO_ANSWER.refused) return finding;
  return skip({ id: finding.id, looked: finding.looked }, [
    "语言模型由本项目的进程模拟，而进程没有运行，见 port 检查项。",
    "The model is simulated by the process, which is not running: see the finding port.",
  ]);
}

function readProviders(env: Environment): WrittenProvider[] {
  const key = readSetting(env, "AI_API_KEY") ?? readSetting(env, "DEEPSEEK_API_KEY");
  const url = env["AI_BASE_URL"] || env["DEEPSEEK_API_URL"] || DEEPSEEK_URL;
  const file = env["AI_PROVIDERS_FILE"];
  const listed = parseJson(file ? readText(file) : undefined);
  const entries = Array.isArray(listed) ? listed as Partial<Record<string, unknown>>[] : [];
  const text = (value: unknown) => typeof value === "string" && value !== "" ? value : undefined;
  return [
    ...key === undefined ? [] : [{ id: "ai", key, url, model: text(env["AI_MODEL"]) }],
    ...entries.map((entry, index) => ({
      id: `ai.${text(entry?.["name"]) ?? index + 1}`,
      key: text(entry?.["apiKey"]) ?? "",
      url: text(entry?.["baseUrl"]) ?? "",
      model: text(entry?.["model"]),
    })),
  ];
}

async function checkProvider(
  { id, key, url, model }: WrittenProvider,
  fetch: typeof globalThis.fetch,
): Promise<Finding> {
  // Guides show the address of the chat call; the list of models is next to it.
  const base = url.replace(/\/+$/, "").replace(/\/chat\/completions$/, "");
  const host = URL.canParse(base) ? new URL(base).host : "?";
  const subject = about(id, `语言模型 ${host}`, `Language model at ${host}`);
  const headers = { authorization: `Bearer ${key}` };
  const answer = await probe(fetch, `${base}/models`, { headers });
  if (!("problem" in answer)) return diagnose(subject, answer, model);
  return fail(subject, NO_ANSWER[answer.problem], [
    "检查 AI_BASE_URL 和到它的网络（代理、防火墙）。",
    "Check AI_BASE_URL and the network to it (proxy, firewall).",
  ]);
}

function diagnose(
  subject: Subject,
  { status, body }: { readonly status: number; readonly body: string },
  model: string | undefined,
): Finding {
  if (status === 401 || status === 403) {
    return fail({ ...subject, id: `${subject.id}.key` }, [
      `密钥被拒绝（HTTP ${status}）。`,
      `The key is refused (HTTP ${status}).`,
    ], [
      "在服务商的控制台生成新密钥，填到 AI_API_KEY（或 DEEPSEEK_API_KEY），然后重启 ai-reply。",
      "Create a new key at the provider, set AI_API_KEY (or DEEPSEEK_API_KEY), then restart ai-reply.",
    ]);
  }
  if (status === 402 || status === 429) {
    return fail({ ...subject, id: `${subject.id}.balance` }, [
      `服务商拒绝了请求（HTTP ${status}）：余额不足，或调用太频繁。`,
      `The provider refuses (HTTP ${status}): no balance left, or too many calls.`,
    ], ["在服务商处充值或提高限额。", "Top up or raise the limit at the provider."]);
  }
  const list = status === 200 ? (parseJson(body) as { data?: unknown })?.data : undefined;
  if (!Array.isArray(list)) {
    return warn(subject, [
      `没有返回模型列表（HTTP ${status}），无法免费验证密钥。`,
      `There is no list of models (HTTP ${status}), so the key cannot be checked for free.`,
    ], [
      "检查 AI_BASE_URL（通常以 /v1 结尾），或发一条消息试试。",
      "Check AI_BASE_URL (it usually ends with /v1), or send a message.",
    ]);
  }
  const names = list.map((entry) => String((entry as { id?: unknown })?.id));
  if (!model || names.includes(model)) {
    return ok(subject, ["密钥有效。", "The key is valid."]);
  }
  const some = names.slice(0, 8).join(", ");
  return fail({ ...subject, id: `${subject.id}.model` }, [
    `没有名为 ${model} 的模型。`,
    `There is no model ${model}.`,
  ], [`把 AI_MODEL 改成其中之一：${some}。`, `Set AI_MODEL to one of: ${some}.`]);
}
