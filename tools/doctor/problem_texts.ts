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
  [/^looks like a placeholder of a guide: .+$/, "像是教程里的占位文字：请填自己的值"],
  [/^contains \$\{…\}: .+$/, "值里有 ${…}：变量不会在值里展开，请直接写出完整的值"],
  [
    /^contains a blank or a letter that is not ASCII: .+$/,
    "值里有空格、中文或全角字符：请重新复制，只复制值本身",
  ],
  [
    /^line (\d+) has \\n in double quotation marks, .+$/,
    "第 $1 行的双引号里有 \\n，会变成换行：Windows 路径请用单引号",
  ],
  [/^must be a port such as 3000$/, "应为端口号，例如 3000（半角数字）"],
  [/^must be between 1 and 65535$/, "应在 1 到 65535 之间"],
  [/^must be a whole number from (\d+) to (\d+)$/, "应为 $1 到 $2 的整数（半角数字，不带单位）"],
  [/^must be a number such as (\S+)$/, "应为数字，例如 $1"],
  [/^must be above 0$/, "应大于 0"],
  [/^must be at most (\d+)$/, "不能大于 $1"],
  [/^must be digits such as (\d+)$/, "应为数字，例如 $1（半角）"],
  [
    /^must be an http or https URL without .+ such as (\S+)$/,
    "应为 http:// 或 https:// 开头的地址，不带参数、# 和用户名，例如 $1",
  ],
  [/^must be an origin without a path, such as (\S+)$/, "只写到域名或端口，不带路径，例如 $1"],
  [/^must be an address or host name such as (\S+)$/, "应为 IP 地址或主机名，例如 $1"],
  [/^must be an IANA time zone such as (\S+)$/, "应为 IANA 时区名，例如 $1"],
  [/^must be one of (.+)$/, "只能是其中之一：$1"],
  [/^must be ((?:\w+, )?\w+) or (\w+)$/, "只能是 $1 或 $2"],
  [/^must be all, or some of (.+)$/, "应为 all，或其中几项：$1"],
  [/^must be separated by commas$/, "多项之间请用逗号分隔"],
  [/^must not be blank$/, "不能只有空格"],
  [
    /^must be the 43 letters and digits .+$/,
    "应为管理后台显示的 43 个字母和数字，请重新复制",
  ],
  [/^must be a URL such as (\S+)$/, "应为这样的地址：$1"],
  [
    /^contains a user or password with a character that must be percent-encoded: .+$/,
    "用户名或密码里有需要转义的字符：% 写成 %25，/ 写成 %2F，? 写成 %3F，# 写成 %23，@ 写成 %40",
  ],
  [/^has the parameter (\w+), which is not supported: .+$/, "带有不支持的参数 $1，请去掉"],
  [
    /^has the parameter (\w+) with an unknown value: use one of (.+)$/,
    "参数 $1 的值不对，只能是：$2",
  ],
  [
    /^cannot be read: its user or password must be percent-encoded .+$/s,
    "用户名或密码里有需要转义的字符：@ 写成 %40，/ 写成 %2F",
  ],
  [/^cannot be read: it has parameters, .+$/s, "地址后面不能带参数（? 或 # 之后的部分），请去掉"],
  [
    /^cannot be read: (?:its form|the master's|a host|the database|it names|a percent) .*?(expected .+)$/s,
    "地址的写法不对（$1）",
  ],
  [
    /^must name a folder that can be read: create it, or correct the path$/,
    "应为可以读取的文件夹：请创建它，或改正路径",
  ],
  [
    /^cannot hold the generated files: (.+); choose a folder that can be written$/,
    "无法写入自动生成的文件（$1）：请换一个可以写入的文件夹",
  ],
  [
    /^must name a JSON file; this one is not valid JSON(.*)$/,
    "应为 JSON 文件，但这个文件不是合法的 JSON$1",
  ],
  [
    /^cannot be used: the file that (\w+) names has more than one line$/,
    "$1 指向的文件不止一行：只写值本身",
  ],
  [
    /^cannot be used: the file that (\w+) names begins with the name of the variable: .+$/,
    "$1 指向的文件里写了变量名：只写值本身，不写“名称=”",
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
  [/^names an invalid file: (.+)$/s, "文件内容不对：$1"],
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
