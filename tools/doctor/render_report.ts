import type { Lang } from "packages/platform/lang.ts";
import type { Level } from "tools/doctor/finding.ts";
import type { ReportedFinding, SafeReport } from "tools/doctor/report.ts";

const WORDS = {
  zh: {
    level: { ok: "正常", warn: "注意", fail: "失败", skip: "跳过" },
    remedy: "处理",
    os: "系统",
    port: "端口",
    version: "版本",
    log: "日志最后几行",
    help: "求助时，请随本报告一并提供",
    summary: (counts: SafeReport["counts"]) =>
      `${counts.fail} 项失败，${counts.warn} 项需注意，${counts.ok} 项正常，${counts.skip} 项跳过`,
  },
  en: {
    level: { ok: " ok ", warn: "warn", fail: "FAIL", skip: "skip" },
    remedy: "fix",
    os: "system",
    port: "port",
    version: "version",
    log: "Last lines of the log",
    help: "When you ask for help, add to this report",
    summary: (counts: SafeReport["counts"]) =>
      `${counts.fail} failed, ${counts.warn} warnings, ${counts.ok} ok, ${counts.skip} skipped`,
  },
} as const;

const COLOURS: Readonly<Record<Level, number>> = { ok: 32, warn: 33, fail: 31, skip: 90 };

/** The report for a terminal. Failures come last, next to the prompt. */
export function renderText(
  report: SafeReport,
  { lang, colour }: { readonly lang: Lang; readonly colour: boolean },
): string {
  const words = WORDS[lang];
  const order: readonly Level[] = ["skip", "ok", "warn", "fail"];
  const findings = report.findings.toSorted((a, b) =>
    order.indexOf(a.level) - order.indexOf(b.level)
  );
  const { os, deno, version, port } = report.system;
  const log = report.log === undefined
    ? [report.logAdvice ?? ""]
    : [`${words.log} (${report.log.file})`, ...report.log.lines.map((line) => `  ${line}`)];
  return [
    "wecom-stack doctor",
    `  ${words.os}: ${os}, Deno ${deno}`,
    `  ${words.version}: ${version}`,
    `  ${words.port}: ${port}`,
    "",
    ...log,
    "",
    `${words.help}:`,
    ...report.askForHelp.map((each) => `  - ${each}`),
    "",
    ...findings.flatMap((finding) => renderFinding(finding, lang, colour)),
    "",
    words.summary(report.counts),
    "",
  ].join("\n");
}

/** The report for a script. */
export function renderJson(report: SafeReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

function renderFinding(
  { id, level, looked, found, remedy }: ReportedFinding,
  lang: Lang,
  colour: boolean,
): string[] {
  const words = WORDS[lang];
  const mark = colour ? `\x1b[${COLOURS[level]}m${words.level[level]}\x1b[0m` : words.level[level];
  return [
    `[${mark}] ${id}: ${looked}`,
    `       ${found}`,
    ...remedy === undefined ? [] : [`       ${words.remedy}: ${remedy}`],
  ];
}
