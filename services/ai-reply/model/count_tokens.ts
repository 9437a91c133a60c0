/** Chinese, Japanese and Korean: about 0.7 tokens a character with today's vocabularies. */
const WIDE = /[\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF00-\uFFEF\u{20000}-\u{3FFFF}]/u;
/** What each message costs besides its text: role and marks. */
const OF_MESSAGE = 4;

/**
 * About how many tokens a text is, rather too many than too few: each provider counts in its own way, and the limit is
 * ours, far below theirs.
 */
export function countTokens(text: string): number {
  let tokens = 0;
  for (const character of text) {
    if (WIDE.test(character)) tokens += 0.75;
    else tokens += character < "\u0080" ? 0.3 : 1;
  }
  return Math.ceil(tokens);
}

/** The same for a message of a prompt. */
export function countMessageTokens({ content }: { readonly content: string }): number {
  return countTokens(content) + OF_MESSAGE;
}
