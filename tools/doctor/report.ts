import type { Lang, Text } from "packages/platform/lang.ts";
import type { Finding, Level } from "tools/doctor/finding.ts";
import type { Redact } from "tools/doctor/redact.ts";

/** What whoever helps asks first. */
export interface SystemFacts {
  readonly os: string;
  readonly deno: string;
  /** Of this working copy: commit, or unknown. */
  readonly version: string;
  /** The configured port and who listens there. */
  readonly port: string;
}

/** The last lines of a log. */
export interface LogTail {
  readonly file: string;
  readonly lines: readonly string[];
}

/** All that was found, in one language. */
export interface Report {
  /** ISO-8601, UTC. */
  readonly at: string;
  readonly ok: boolean;
  readonly counts: Readonly<Record<Level, number>>;
  readonly system: SystemFacts;
  readonly findings: readonly ReportedFinding[];
  /** Absent without `--log`. */
  readonly log?: LogTail;
  /** How to get a log, when there is none here. */
  readonly logAdvice?: string;
  /** What to add before asking somebody for help. */
  readonly askForHelp: readonly string[];
}

export interface ReportedFinding {
  readonly id: string;
  readonly level: Level;
  readonly looked: string;
  readonly found: string;
  readonly remedy?: string;
}

/** A report that may be shown. Only {@link buildReport} makes one. */
export interface SafeReport extends Report {
  readonly redacted: true;
}

const LOG_ADVICE: Text = {
  zh:
    "日志输出在进程的标准输出：把它存成文件（deno task start > wecom.log，kubectl logs 或 journalctl 的输出也可以），再加上 --log wecom.log，报告就会带上最后 50 行。",
  en:
    "Logs go to the process's stdout: keep them in a file (deno task start > wecom.log, or what kubectl logs or journalctl prints) and add --log wecom.log; the report then holds the last 50 lines.",
};

const ASK_FOR_HELP: readonly Text[] = [
  {
    zh: "管理后台显示的原文，或手机上提示的原文（截图即可，注意遮住 Secret）。",
    en: "The exact words that the console or the phone shows (a screenshot without the Secret).",
  },
  {
    zh: "请求经过了哪些中间环节：隧道、反向代理、WAF、防火墙、容器端口映射。",
    en:
      "What stands between WeCom and this process: tunnel, reverse proxy, WAF, firewall, container ports.",
  },
  {
    zh: "什么时候发生的、从什么时候开始的，以及日志里对应的 request_id。",
    en:
      "When it happened, since when it happens, and the request_id of a log line that belongs to it.",
  },
];

/** Puts a report together and takes every secret out of it. Pure. */
export function buildReport(parts: {
  readonly at: number;
  readonly lang: Lang;
  readonly system: SystemFacts;
  readonly findings: readonly Finding[];
  readonly log: LogTail | undefined;
  readonly redact: Redact;
}): SafeReport {
  const { at, lang, redact } = parts;
  const findings = parts.findings.map((finding) => tell(finding, lang));
  const counts = { ok: 0, warn: 0, fail: 0, skip: 0 };
  for (const { level } of findings) counts[level] += 1;
  const report: Report = {
    at: new Date(at).toISOString(),
    ok: counts.fail === 0,
    counts,
    system: parts.system,
    findings,
    ...parts.log === undefined ? { logAdvice: LOG_ADVICE[lang] } : { log: parts.log },
    askForHelp: ASK_FOR_HELP.map((text) => text[lang]),
  };
  return { ...redactDeep(report, redact), redacted: true };
}

/** 0 when nothing failed, else 1. */
export function exitCodeOf({ ok }: Report): number {
  return ok ? 0 : 1;
}

function tell(finding: Finding, lang: Lang): ReportedFinding {
  return {
    id: finding.id,
    level: finding.level,
    looked: finding.looked[lang],
    found: finding.found[lang],
    ..."remedy" in finding ? { remedy: finding.remedy[lang] } : {},
  };
}

/** Ids and levels are words of ours, and what scripts look for. */
const OURS: ReadonlySet<string> = new Set(["id", "level", "at"]);

function redactDeep<T>(value: T, redact: Redact): T {
  if (typeof value === "string") return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, redact)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      OURS.has(name) ? field : redactDeep(field, redact),
    ]),
  ) as T;
}
