import type { Lang, Text } from "packages/platform/lang.ts";
import type { Finding, Level } from "tools/doctor/finding.ts";
import type { Redact } from "tools/doctor/redact.ts";

/** Facts that a supporter asks for first. */
export interface SystemFacts {
  readonly os: string;
  readonly deno: string;
  /** The commit of this working copy, or unknown. */
  readonly version: string;
  /** The configured port and the process that listens on it. */
  readonly port: string;
}

/** The last lines of a log. */
export interface LogTail {
  readonly file: string;
  readonly lines: readonly string[];
}

/** All findings, in one language. */
export interface Report {
  /** ISO-8601, UTC. */
  readonly at: string;
  readonly ok: boolean;
  readonly counts: Readonly<Record<Level, number>>;
  readonly system: SystemFacts;
  readonly findings: readonly ReportedFinding[];
  /** Absent without `--log`. */
  readonly log?: LogTail;
  /** How to add a log, when there is none. */
  readonly logAdvice?: string;
  /** What to add before asking for help. */
  readonly askForHelp: readonly string[];
}

/** A finding in one language. */
export interface ReportedFinding {
  readonly id: string;
  readonly level: Level;
  readonly looked: string;
  readonly found: string;
  readonly remedy?: string;
}

/** A report without secrets. Only {@link buildReport} creates one. */
export interface SafeReport extends Report {
  readonly redacted: true;
}

const LOG_ADVICE: Text = {
  zh:
    "日志写到进程的标准输出。把它存成文件（deno task start > wecom.log，或 kubectl logs、journalctl 的输出），再加上 --log wecom.log，报告就会附上最后 50 行。",
  en:
    "Logs go to stdout of the process. Save them to a file (deno task start > wecom.log, or the output of kubectl logs or journalctl) and add --log wecom.log: the report then contains the last 50 lines.",
};

const ASK_FOR_HELP: readonly Text[] = [
  {
    zh: "管理后台或手机上提示的原文（截图即可，请遮住 Secret）。",
    en: "The exact message in the WeCom console or on the phone (a screenshot; hide the Secret).",
  },
  {
    zh: "请求经过哪些环节：隧道、反向代理、WAF、防火墙、容器端口映射。",
    en:
      "Everything between WeCom and this process: tunnel, reverse proxy, WAF, firewall, container ports.",
  },
  {
    zh: "问题从什么时候开始、最近一次的时间，以及日志里对应的 request_id。",
    en: "When it started, when it happened last, and the request_id of a matching log line.",
  },
];

/** Builds a report and removes every secret from it. Pure. */
export function buildReport(parts: {
  readonly at: number;
  readonly lang: Lang;
  readonly system: SystemFacts;
  readonly findings: readonly Finding[];
  readonly log: LogTail | undefined;
  readonly redact: Redact;
}): SafeReport {
  const { at, lang, redact } = parts;
  const findings = parts.findings.map((finding) => translate(finding, lang));
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

function translate(finding: Finding, lang: Lang): ReportedFinding {
  return {
    id: finding.id,
    level: finding.level,
    looked: finding.looked[lang],
    found: finding.found[lang],
    ..."remedy" in finding ? { remedy: finding.remedy[lang] } : {},
  };
}

/** Our own constants, which scripts search for. */
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
