// .env.example, from the schemas that the processes read.
import {
  documentConfig,
  type DocumentedVariable,
  nameReaders,
  NOTICE,
} from "tools/config_reference.ts";

/** `.env.example`: every line is a comment, so that a copy changes nothing. */
export function renderEnvExample(): string {
  const parts = documentConfig().map(({ title, variables }) =>
    [
      `# ---- ${title.en} ----`,
      "",
      ...variables.flatMap((documented) => [
        ...wrap(documented.variable.description.en).map((line) => `# ${line}`),
        ...notes(documented),
        `# ${documented.name}=${documented.variable.example}`,
        "",
      ]),
    ].join("\n")
  );
  return [
    `# ${NOTICE.replaceAll("`", "")}`,
    "#",
    "# Copy to .env, and remove the # before each variable that you set. Without changes it has no effect.",
    "# Details of all variables: docs/config.md",
    "",
    parts.join("\n"),
  ].join("\n");
}

function notes({ name, variable, requiredBy }: DocumentedVariable): string[] {
  return [
    ...requiredBy.length === 0 ? [] : [`# Required by: ${nameReaders(requiredBy, "en")}.`],
    ...variable.secret ? [`# Or ${name}_FILE: the path of a file that holds it.`] : [],
    ...(variable.aliases ?? []).map((alias) => `# Also read as ${alias}.`),
  ];
}

function wrap(text: string, width = 100): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
