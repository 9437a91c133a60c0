/** Text for a Markdown page: escapes tags and emphasis outside of inline code. */
export function escapeText(text: string): string {
  return text.split(/(`[^`]*`)/).map((part) =>
    part.startsWith("`")
      ? part
      : part.replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("*", "\\*")
  ).join("");
}

/** Text for a cell of a Markdown table: one line, with escaped pipes. */
export function tableCell(markdown: string): string {
  return markdown.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
}
