import type { Lang, Text } from "packages/platform/lang.ts";
import { readRefusal } from "packages/wecom/client/errcode.ts";

/** Kinds of failures by the pattern of the error sentence, with advice; the first match counts. */
const FAILURES: readonly (readonly [pattern: RegExp, text: Text])[] = [
  [/^Cannot call WeCom /, {
    zh: "企业微信未正常响应。恢复后请重新执行。",
    en: "WeCom did not respond correctly. Run the job again when WeCom has recovered.",
  }],
  [/^Cannot get an answer: no provider/, {
    zh: "大模型没有返回结果。请检查密钥、余额和网络，然后重新执行。",
    en:
      "The language model gave no answer. Check its key, balance and network, then run the job again.",
  }],
  [/payload does not fit/, {
    zh:
      "任务内容与当前版本不兼容，重新执行也会失败。请确认各服务版本一致；如果已经一致，可以删除任务。",
    en:
      "The job does not fit this version, and running it again will not help. Make sure that all services have the same version; if they have, delete the job.",
  }],
  [
    /^Cannot use (?:PostgreSQL|Redis|the job queue)|^Cannot find the Redis master|ECONN|CONNECT_TIMEOUT|CONNECTION_(?:CLOSED|ENDED|DESTROYED)|terminating connection|the database system is|statement timeout|deadlock detected|connection slots/,
    {
      zh: "数据库或 Redis 当时不可用。恢复后请重新执行。",
      en: "The database or Redis was not available. Run the job again when it has recovered.",
    },
  ],
  [/^Cannot finish the job: it takes longer|^job timed out/, {
    zh: "任务超时，或执行任务的进程中途停止。可以直接重新执行。",
    en: "The job took too long, or its process stopped. Run it again.",
  }],
];

const UNKNOWN: Text = {
  zh: "未知错误，可能是程序缺陷。请重新执行；如果仍然失败，请将下面的错误信息提供给技术人员。",
  en:
    "An unexpected error, perhaps a bug. Run the job again; if it still fails, give the error below to your engineers.",
};

/** Why a job failed, and what an operator can do, from its error sentence. */
export function describeFailure(error: string, lang: Lang): string {
  const refusal = readRefusal(error);
  if (refusal !== undefined) {
    const { errcode, operator } = refusal;
    return lang === "zh"
      ? `企业微信拒绝了请求（${errcode}）：${operator.zh}`
      : `WeCom refused the request (${errcode}): ${operator.en}`;
  }
  return (FAILURES.find(([pattern]) => pattern.test(error))?.[1] ?? UNKNOWN)[lang];
}
