import type { Text } from "packages/platform/lang.ts";

/** The frequent problems of the configuration in Chinese; `$1` is what the pattern has found. */
const TRANSLATIONS: readonly (readonly [RegExp, string])[] = [
  [
    /^is missing: scan login needs .+$/,
    "缺少：扫码登录需要 WECOM_CORP_ID、WECOM_AGENT_ID 和 WECOM_SECRET",
  ],
  [
    /^is missing: receiving messages needs .+$/,
    "缺少：接收消息需要 WECOM_CORP_ID、WECOM_TOKEN 和 WECOM_ENCODING_AES_KEY",
  ],
  [/^is missing(.*)$/s, "缺少（is missing$1）"],
  [
    /^is not read and has no effect: did you mean (\w+)\?$/,
    "不是本项目的变量，没有作用；是不是想写 $1？",
  ],
  [
    /^is not enough alone: .+$/,
    "只填这一项还不够：登录还需要 WECOM_AGENT_ID 和 WECOM_SECRET，接收消息还需要 WECOM_TOKEN 和 WECOM_ENCODING_AES_KEY",
  ],
  [/^is given twice: keep either (.+)$/, "重复设置，只能保留一个：$1"],
  [
    /^is in quotation marks: .+$/,
    "值的两端有引号：docker 的 --env-file 和 Kubernetes 会原样保留引号，请去掉",
  ],
  [
    /^contains an invisible character \((.+)\): .+$/,
    "值里有看不见的字符（$1）：请手工输入，不要粘贴",
  ],
  [/^(?:names|is) a file in (\S+): .+$/, "文件编码是 $1，已按此编码读取；建议另存为 UTF-8"],
  [
    /^(?:names|is) a file that is not text in .+$/,
    "不是 UTF-8、UTF-16 或 GB18030 编码的文本文件：请另存为 UTF-8",
  ],
  [/^(?:names|is) a folder instead of a file$/, "指向的是文件夹，应为文件"],
  [/names a file that is not there: check the path$/, "文件不存在，请检查路径"],
  [/names a file that this process may not read: .+$/, "没有读取这个文件的权限"],
  [/^names a file that is empty$/, "文件是空的"],
  [/^names a file without any word: .+$/, "文件里没有任何词，不会过滤"],
  [
    /^names a file with several words in one line \(word (\d+)\): .+$/,
    "第 $1 行有多个词：每行只写一个词",
  ],
  [/^names a folder without any verification file: .+$/, "文件夹里没有校验文件（WW_verify_….txt）"],
  [/^has a file that is not served, (.+): .+$/, "文件 $1 不会被提供：请改回企业微信给出的文件名"],
  [/^has no effect: (\w+) is not set$/, "没有作用：没有设置 $1"],
  [
    /^has an entry that is no userid \(entry (\d+)\): .+$/,
    "第 $1 项不是账号：请填通讯录里成员的账号（userid），不是姓名",
  ],
  [/^has no effect: (\w+) is set too and takes precedence$/, "没有作用：同时设置了 $1，以它为准"],
  [/^line (\d+) is not NAME=value and has no effect$/, "第 $1 行不是“名称=值”的形式，没有作用"],
  [
    /^line (\d+) sets (\w+) again: it replaces the value of line (\d+)$/,
    "第 $1 行重复设置了 $2，会覆盖第 $3 行的值",
  ],
  [
    /^line (\d+) sets (\w+) to the text before #: .+$/,
    "第 $1 行的 $2 只取 # 之前的部分：含 # 的值请加引号",
  ],
];

/** A problem or warning of the configuration for people, in both languages, with the name of its variable. */
export function describeProblem(variable: string, problem: string): Text {
  const en = `${variable} ${problem}`;
  const [pattern, zh] = TRANSLATIONS.find(([pattern]) => pattern.test(problem)) ?? [];
  const translated = pattern === undefined ? en : `${variable}：${problem.replace(pattern, zh!)}`;
  return { zh: translated, en };
}
