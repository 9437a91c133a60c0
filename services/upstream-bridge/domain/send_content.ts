/** The most bytes of UTF-8 that a text may have. */
export const CONTENT_BYTES_MAX = 2048;

/** Every control character except newline and tab. */
// deno-lint-ignore no-control-regex -- it looks for them
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/**
 * What is wrong with a text to send, as the end of a sentence about the field `content`. Undefined: nothing. The text is
 * never changed.
 */
export function contentProblem(content: string): string | undefined {
  if (content.trim() === "") return "must not be blank";
  const bytes = new TextEncoder().encode(content).length;
  if (bytes > CONTENT_BYTES_MAX) {
    return `must have at most ${CONTENT_BYTES_MAX} bytes of UTF-8, and has ${bytes}`;
  }
  if (!content.isWellFormed()) return "must be valid Unicode, and has half of a surrogate pair";
  if (CONTROL.test(content)) return "must have no control characters except newline and tab";
  return undefined;
}
