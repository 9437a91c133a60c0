/** Text for a Markdown page: outside of `code` nothing in it is read as a tag or as emphasis. */
export function escapeText(text: string): string {
  return text.split(/(`[^`]*`)/).map((part) =>
    part.startsWith("`")
      ? part
      : part.replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("*", "\\*")
  ).join("");
}

/** One cell of a Markdown table, which is one line. */
export function tableCell(markdown: string): string {
  return markdown.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
}
