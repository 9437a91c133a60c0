import type { Environment } from "packages/platform/config/load_config.ts";
import { ask, NO_ANSWER } from "tools/doctor/ask.ts";
import { fail, type Finding, ok, skip, type Subject, warn } from "tools/doctor/finding.ts";
import type { Check } from "tools/doctor/examined.ts";
import { parseJson, readSetting, readText } from "tools/doctor/settings.ts";

const DEEPSEEK_URL = "https://api.deepseek.com";

/** One provider as the configuration describes it. */
interface WrittenProvider {
  readonly id: string;
  readonly key: string;
  readonly url: string;
  readonly model: string | undefined;
}

/** The language model's providers, each asked for its list of models: that costs nothing. */
export const checkAi: Check = async ({ env, fetch, isLlmSimulated }) => {
  const providers = readProviders(env);
  if (providers.length === 0) {
    return [skip({ id: "ai", looked: { zh: "语言模型", en: "Language model" } }, {
      zh: "没有配置（AI_API_KEY）：不会自动回答，消息会转给人工。",
      en: "Not configured (AI_API_KEY): nothing is answered by itself; messages go to people.",
    })];
  }
  const findings = await Promise.all(providers.map((provider) => askProvider(provider, fetch)));
  return isLlmSimulated ? findings.map(withoutProcess) : findings;
};

/** The simulated one is silent while the process does not run: that is said elsewhere. */
function withoutProcess(finding: Finding): Finding {
  if (finding.found !== NO_ANSWER.refused) return finding;
  const { id, looked } = finding;
  return skip({ id, looked }, {
    zh: "语言模型由本项目的进程模拟，而它没有运行，见 port 检查项。",
    en: "The model is simulated by the process, which does not run: see the finding port.",
  });
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

async function askProvider(
  { id, key, url, model }: WrittenProvider,
  fetch: typeof globalThis.fetch,
): Promise<Finding> {
  // Guides give the whole address of the call; the list of models lies beside it.
  const base = url.replace(/\/+$/, "").replace(/\/chat\/completions$/, "");
  const host = URL.canParse(base) ? new URL(base).host : "?";
  const subject = { id, looked: { zh: `语言模型 ${host}`, en: `Language model at ${host}` } };
  const asked = await ask(fetch, `${base}/models`, { headers: { authorization: `Bearer ${key}` } });
  if (!("problem" in asked)) return judge(subject, asked, model);
  return fail(subject, NO_ANSWER[asked.problem], {
    zh: "核对 AI_BASE_URL 和到它的网络（代理、防火墙）。",
    en: "Compare AI_BASE_URL, and the network to it (proxy, firewall).",
  });
}

function judge(
  subject: Subject,
  { status, body }: { readonly status: number; readonly body: string },
  model: string | undefined,
): Finding {
  if (status === 401 || status === 403) {
    return fail({ ...subject, id: `${subject.id}.key` }, {
      zh: `密钥被拒绝（HTTP ${status}）。`,
      en: `The key is refused (HTTP ${status}).`,
    }, {
      zh:
        "在服务商的控制台重新生成密钥，填到 AI_API_KEY（或 DEEPSEEK_API_KEY），然后重启 ai-reply。",
      en: "Make a new key at the provider, set AI_API_KEY (or DEEPSEEK_API_KEY), restart ai-reply.",
    });
  }
  if (status === 402 || status === 429) {
    return fail({ ...subject, id: `${subject.id}.balance` }, {
      zh: `服务商拒绝服务（HTTP ${status}）：余额用完或超过频率。`,
      en: `The provider refuses (HTTP ${status}): no balance left, or too many calls.`,
    }, { zh: "在服务商处充值或提高限额。", en: "Top up, or raise the limit, at the provider." });
  }
  const list = status === 200 ? (parseJson(body) as { data?: unknown })?.data : undefined;
  if (!Array.isArray(list)) {
    return warn(subject, {
      zh: `没有返回模型列表（HTTP ${status}），无法不花钱地验证密钥。`,
      en: `It gives no list of models (HTTP ${status}); the key cannot be proven without paying.`,
    }, {
      zh: "核对 AI_BASE_URL（通常以 /v1 结尾），或发一条消息试试。",
      en: "Compare AI_BASE_URL (it mostly ends with /v1), or try a message.",
    });
  }
  const names = list.map((entry) => String((entry as { id?: unknown })?.id));
  if (!model || names.includes(model)) {
    return ok(subject, { zh: "密钥有效。", en: "The key is good." });
  }
  const some = names.slice(0, 8).join(", ");
  return fail({ ...subject, id: `${subject.id}.model` }, {
    zh: `没有名为 ${model} 的模型。`,
    en: `It has no model called ${model}.`,
  }, { zh: `把 AI_MODEL 改成其中之一：${some}。`, en: `Set AI_MODEL to one of: ${some}.` });
}
