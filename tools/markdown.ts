/** Text for a Markdown page: escapes tags and emphasis outside of inline code. */
export function escapeText(text: string): string {
  return text.split(/(`[^`]*`)/).map((part) =>
    part.startsWith("`")
      ? part
      : part.replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("*", "\\*")
  ).join("");
}

/** The lines of a Markdown table. */
export function tableOf(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  return [columns, columns.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map(tableCell).join(" | ")} |`);
}

/** One line, with escaped pipes. */
function tableCell(markdown: string): string {
  return markdown.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
}
