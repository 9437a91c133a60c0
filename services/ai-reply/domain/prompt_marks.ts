/** The marks of text in a prompt that is content and no instruction. */
export type PromptMark = "资料" | "摘要" | "引用";

/** Puts a text into a block that the text itself cannot end. */
export function markedBlock(mark: PromptMark, text: string): string {
  return `<${mark}>\n${withoutMarks(text, [mark])}\n</${mark}>`;
}

/**
 * Makes sure that a text neither closes a block with one of the marks nor opens one, also with blanks or invisible
 * characters in the tag, or with brackets that look alike.
 */
export function withoutMarks(text: string, marks: readonly PromptMark[]): string {
  // Bounded, so that a long run of blanks takes linear time.
  const gap = String.raw`[\s\p{Cf}]{0,8}`;
  const names = marks.map((mark) => [...mark].join(gap)).join("|");
  const tag = new RegExp(`[<＜﹤〈](?=${gap}[/／]?${gap}(?:${names}))`, "gu");
  return text.replace(tag, "（");
}
