import {
  type ConfigOf,
  type ConfigProblem,
  defineConfig,
} from "packages/platform/config/config.ts";
import { count, credential, httpUrl } from "packages/platform/config/readers.ts";
import type { Provider } from "services/ai-reply/model/provider.ts";
import { readProvidersFile } from "services/ai-reply/model/providers_file.ts";
import { z } from "zod";

const DEFAULT_URL = "https://api.deepseek.com";

/** The language models. There are none when neither AI_API_KEY nor AI_PROVIDERS_FILE is set. */
export const aiConfig = defineConfig({
  title: { zh: "语言模型（ai-reply）", en: "Language model (ai-reply)" },
  variables: {
    AI_API_KEY: {
      schema: credential,
      optional: true,
      secret: true,
      aliases: ["DEEPSEEK_API_KEY"],
      description: {
        zh:
          "语言模型服务商的 API Key，服务商必须支持 OpenAI 的 chat completions 接口。没有它也没有 AI_PROVIDERS_FILE 时，所有问题由员工回答。",
        en:
          "API key of the language model's provider, which must support OpenAI's chat completions. Without it and without AI_PROVIDERS_FILE, staff answer all questions.",
      },
      example: "sk-0123456789abcdef",
    },
    AI_BASE_URL: {
      // Providers' documents often show the whole address of the call.
      schema: httpUrl.transform((url) => url.replace(/\/chat\/completions$/, "")),
      optional: true,
      aliases: ["DEEPSEEK_API_URL"],
      description: {
        zh: `AI_API_KEY 所属服务商的接口地址，不含 /chat/completions。默认为 ${DEFAULT_URL}。`,
        en:
          `Base URL of the provider of AI_API_KEY, without /chat/completions. Defaults to ${DEFAULT_URL}.`,
      },
      example: "https://api.openai.com/v1",
    },
    AI_MODEL: {
      schema: z.string().trim().min(1, "must not be blank"),
      optional: true,
      description: {
        zh: "模型名称。默认为 deepseek-chat。",
        en: "Name of the model. Defaults to deepseek-chat.",
      },
      example: "deepseek-chat",
    },
    AI_PROVIDERS_FILE: {
      schema: z.string().transform(readProvidersFile),
      file: true,
      optional: true,
      description: {
        zh:
          "更多服务商的 JSON 文件：列表，每项为 {name, baseUrl, apiKey, model}。前面的失败时，按顺序尝试后面的。",
        en:
          "JSON file with further providers: a list of {name, baseUrl, apiKey, model}. They are tried in this order when the previous ones fail.",
      },
      example: "/etc/wecom-stack/ai_providers.json",
    },
    AI_FIRST_TOKEN_TIMEOUT_MS: {
      schema: count.refine((ms) => ms > 0, "must be above 0"),
      default: "60000",
      description: {
        zh: "等待服务商回答的第一个片段的最长时间，毫秒。",
        en: "How long a provider may take for the first piece of its answer, in milliseconds.",
      },
      example: "60000",
    },
    AI_TIMEOUT_MS: {
      schema: count.refine((ms) => ms > 0, "must be above 0"),
      default: "120000",
      description: {
        zh: "等待服务商完整回答的最长时间，毫秒。",
        en: "How long a provider may take for its whole answer, in milliseconds.",
      },
      example: "120000",
    },
  },
  rules({ AI_API_KEY, AI_BASE_URL, AI_MODEL }) {
    if (AI_API_KEY !== undefined) return [];
    const opener = AI_BASE_URL !== undefined ? "AI_BASE_URL" : "AI_MODEL";
    if (opener === "AI_MODEL" && AI_MODEL === undefined) return [];
    const problem: ConfigProblem = {
      variable: "AI_API_KEY",
      problem:
        `is missing: ${opener} is set, but the model cannot be called without a key. If the provider needs no key, set any text`,
    };
    return [problem];
  },
});

/** Returns the configured providers, in the order in which they are tried. Empty: there is no model. */
export function aiProviders(
  { AI_API_KEY, AI_BASE_URL = DEFAULT_URL, AI_MODEL = "deepseek-chat", AI_PROVIDERS_FILE = [] }:
    Pick<
      ConfigOf<[typeof aiConfig]>,
      "AI_API_KEY" | "AI_BASE_URL" | "AI_MODEL" | "AI_PROVIDERS_FILE"
    >,
): readonly Provider[] {
  if (AI_API_KEY === undefined) return AI_PROVIDERS_FILE;
  const { hostname } = new URL(AI_BASE_URL);
  const name = hostname === "api.deepseek.com" ? "deepseek" : hostname;
  return [
    { name, baseUrl: AI_BASE_URL, apiKey: AI_API_KEY, model: AI_MODEL },
    ...AI_PROVIDERS_FILE,
  ];
}
