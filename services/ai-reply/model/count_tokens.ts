/** Chinese, Japanese and Korean characters: about 0.7 tokens each with current models. */
const WIDE = /[\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF00-\uFFEF\u{20000}-\u{3FFFF}]/u;
/** Tokens of a message besides its text: role and separators. */
const PER_MESSAGE = 4;

/**
 * Estimates the number of tokens of a text, rather too high than too low. Providers count differently, and our limit is
 * far below theirs.
 */
export function countTokens(text: string): number {
  let tokens = 0;
  for (const character of text) {
    if (WIDE.test(character)) tokens += 0.75;
    else tokens += character < "\u0080" ? 0.3 : 1;
  }
  return Math.ceil(tokens);
}

/** Estimates the number of tokens of a prompt's message. */
export function countMessageTokens({ content }: { readonly content: string }): number {
  return countTokens(content) + PER_MESSAGE;
}
