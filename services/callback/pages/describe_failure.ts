import type { Lang, Text } from "packages/platform/lang.ts";
import { describeErrcode } from "packages/wecom/client/errcode.ts";

const WECOM_REFUSED = /^Cannot call WeCom \S+: error (-?\d+)\./;

/** What kind of failure an error sentence speaks of, and what to do; the first that fits. */
const FAILURES: readonly (readonly [pattern: RegExp, text: Text])[] = [
  [/^Cannot call WeCom /, {
    zh: "企业微信当时没有正常响应。恢复后重新执行。",
    en: "WeCom gave no usable answer. Run it again once WeCom does.",
  }],
  [/^Cannot get an answer: no provider/, {
    zh: "语言模型没有给出回答。请检查密钥、余额和网络，再重新执行。",
    en: "The language model gave no answer. Check its key, balance and network; run it again.",
  }],
  [/payload does not fit/, {
    zh: "任务的内容与当前版本不符，重新执行也不会成功。请确认各服务版本一致；否则可以删除。",
    en:
      "The job does not fit this version: running it again will not help. See that all services have the same version; else delete it.",
  }],
  [
    /^Cannot use (?:PostgreSQL|Redis|the job queue)|^Cannot find the Redis master|ECONN|CONNECT_TIMEOUT|CONNECTION_(?:CLOSED|ENDED|DESTROYED)|terminating connection|the database system is|statement timeout|deadlock detected|connection slots/,
    {
      zh: "数据库或 Redis 当时不可用。恢复后重新执行。",
      en: "The database or Redis was away. Run it again once it is back.",
    },
  ],
  [/^Cannot finish the job: it takes longer|^job timed out/, {
    zh: "超时：进程中途停止，或者等待太久。可以直接重新执行。",
    en: "It took too long, or its process stopped on the way. Run it again.",
  }],
];

const UNKNOWN: Text = {
  zh:
    "程序遇到没有预料到的错误，可能是缺陷。请重新执行一次；仍然失败，请把下面这句话交给技术人员。",
  en:
    "Something unforeseen, perhaps a bug. Run it again; if it fails once more, hand the sentence below to your engineers.",
};

/** Which kind of failure a job ended with, and what an operator can do, told from its error sentence. */
export function describeFailure(error: string, lang: Lang): string {
  const errcode = WECOM_REFUSED.exec(error)?.[1];
  if (errcode !== undefined) {
    const why = describeErrcode(Number(errcode)).operator[lang];
    return lang === "zh"
      ? `企业微信拒绝了请求（${errcode}）：${why}`
      : `WeCom refused (${errcode}): ${why}`;
  }
  return (FAILURES.find(([pattern]) => pattern.test(error))?.[1] ?? UNKNOWN)[lang];
}
