import { readDocuments } from "embedded/read_documents.ts";
import type { Check, Deployment } from "tools/doctor/deployment.ts";
import { about, fail, ok, skip, warn } from "tools/doctor/create_finding.ts";
import type { Finding, Findings, Subject } from "tools/doctor/finding.ts";
import { describeProblem } from "tools/doctor/problem_texts.ts";

/** Warnings about these variables are findings of this check, not of the configuration. */
export const REPLY_FILE_VARIABLES: ReadonlySet<string> = new Set([
  "SENSITIVE_WORDS_FILE",
  "SYSTEM_PROMPT",
  "SYSTEM_PROMPT_FILE",
]);

const NAMED_MAX = 5;

/** What answers are made from: documents, sensitive words and the prompt, read as `ai-reply` reads them. */
export const checkReplyFiles: Check = async (deployment) => [
  ...[await checkDocuments(deployment)].flat(),
  ...checkWords(deployment),
  ...checkPrompt(deployment),
];

async function checkDocuments({ config }: Deployment): Promise<Findings> {
  const subject = about("documents", "公司资料（KNOWLEDGE_DIR）", "Documents (KNOWLEDGE_DIR)");
  const folder = config.values["KNOWLEDGE_DIR"] as string | undefined;
  if (folder === undefined) {
    return skip(subject, ["没有配置。", "Not configured."]);
  }
  const documents = await readDocuments(folder).catch(() => undefined);
  if (documents === undefined) {
    return skip(subject, [
      "文件夹无法读取，见 configuration.KNOWLEDGE_DIR。",
      "The folder cannot be read: see configuration.KNOWLEDGE_DIR.",
    ]);
  }
  const { files, sections, converted, unreadable, skipped, ignored } = documents;
  const part = (name: string): Subject => ({ ...subject, id: `documents.${name}` });
  return [
    sections.length > 0
      ? ok(subject, [
        `${files} 个文件，${sections.length} 段。`,
        `${files} files with ${sections.length} sections.`,
      ])
      : warn(subject, ["没有任何内容。", "There is nothing in them."], [
        "把资料存成 Markdown 文件（文件名以 .md 结尾）放进去，一分钟内生效。",
        "Add Markdown files (names that end with .md). They take effect within a minute.",
      ]),
    ...nameFiles(unreadable.map(({ path }) => path), (names) =>
      fail(part("unreadable"), [
        `无法读取：${names}`,
        `They cannot be read: ${names}`,
      ], [
        "用编辑器打开并另存为 UTF-8；检查权限。",
        "Open them in an editor and save them as UTF-8. Check their permissions.",
      ])),
    ...nameFiles(
      converted.map(({ path, encoding }) => `${path} (${encoding})`),
      (names) =>
        warn(part("encoding"), [
          `不是 UTF-8，已按检测到的编码读取：${names}`,
          `Not UTF-8; they are read in the encoding that was found: ${names}`,
        ], ["另存为 UTF-8。", "Save them as UTF-8."]),
    ),
    ...nameFiles(
      skipped,
      (names) =>
        warn(
          part("skipped"),
          [`太大或太多，没有使用：${names}`, `Too large or too many: ${names}`],
          [
            "拆分超过 1 MB 的文件；整个文件夹不超过 2000 个文件、2 MB。",
            "Split files above 1 MB. Keep the folder within 2,000 files and 2 MB.",
          ],
        ),
    ),
    ...nameFiles(
      ignored,
      (names) =>
        warn(part("ignored"), [
          `不是 Markdown，没有使用：${names}`,
          `Not Markdown, not used: ${names}`,
        ], [
          "把内容另存为 .md 文件。",
          "Save their text in files whose names end with .md.",
        ]),
    ),
  ];
}

function nameFiles(paths: readonly string[], find: (names: string) => Finding): Finding[] {
  if (paths.length === 0) return [];
  const more = paths.length > NAMED_MAX ? `, … (${paths.length})` : "";
  return [find(paths.slice(0, NAMED_MAX).join(", ") + more)];
}

function checkWords({ config }: Deployment): readonly Finding[] {
  const subject = about(
    "words",
    "敏感词（SENSITIVE_WORDS_FILE）",
    "Sensitive words (SENSITIVE_WORDS_FILE)",
  );
  const flaws = findFlaws(config, subject, ["SENSITIVE_WORDS_FILE"]);
  const words = config.values["SENSITIVE_WORDS_FILE"] as readonly string[] | undefined;
  if (flaws.length > 0) return flaws;
  if (words === undefined) return [skip(subject, ["没有配置。", "Not configured."])];
  return [ok(subject, [`${words.length} 个词。`, `${words.length} words.`])];
}

function checkPrompt({ config }: Deployment): readonly Finding[] {
  const subject = about("prompt", "系统提示词", "System prompt");
  const flaws = findFlaws(config, subject, ["SYSTEM_PROMPT", "SYSTEM_PROMPT_FILE"]);
  if (flaws.length > 0) return flaws;
  const { SYSTEM_PROMPT_FILE, SYSTEM_PROMPT } = config.values;
  const { length } = String(SYSTEM_PROMPT_FILE ?? SYSTEM_PROMPT);
  const from = SYSTEM_PROMPT_FILE === undefined ? "SYSTEM_PROMPT" : "SYSTEM_PROMPT_FILE";
  return [ok(subject, [`${length} 个字符（${from}）。`, `${length} characters (${from}).`])];
}

/** Where the start stops, the check of the configuration says why. */
function findFlaws(
  { problems, warnings }: Deployment["config"],
  subject: Subject,
  names: readonly string[],
): Finding[] {
  const stopping = problems.find(({ variable }) => names.includes(variable));
  if (stopping !== undefined) {
    const finding = `configuration.${stopping.variable}`;
    return [skip(subject, [`无法读取，见 ${finding}。`, `It cannot be read: see ${finding}.`])];
  }
  return warnings.filter(({ variable }) => names.includes(variable))
    .map(({ variable, problem }) =>
      warn(subject, describeProblem(variable, problem), [
        "改正它，然后重启 ai-reply。",
        "Correct it, then restart ai-reply.",
      ])
    );
}
