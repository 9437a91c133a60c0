const NAMES = ["think", "thinking", "thought", "reasoning"];
const TAG = new RegExp(`<(/?)(?:${NAMES.join("|")})\\b[^<>]*>`, "gi");
const UNCLOSED = /<\/?([a-z]*)([^<>]*)$/i;

/**
 * Removes reasoning from a model's text so far: `<think>` blocks, even unfinished ones, and everything before an end tag
 * without a start tag, as some chat templates open the block themselves. Never returns a part of a block: while the text
 * is incomplete, the beginning of a tag at its end is left out too.
 */
export function visibleText(said: string, isComplete = false): string {
  if (!said.includes("<")) return said.trim();
  let visible = "";
  let isInside = false;
  let at = 0;
  for (const tag of said.matchAll(TAG)) {
    const isEnd = tag[1] === "/";
    if (isEnd && !isInside) visible = "";
    else if (!isInside) visible += said.slice(at, tag.index);
    isInside = !isEnd;
    at = tag.index + tag[0].length;
  }
  if (!isInside) {
    const rest = said.slice(at);
    visible += isComplete ? rest : withoutHalfTag(rest);
  }
  return visible.trim();
}

function withoutHalfTag(text: string): string {
  const half = UNCLOSED.exec(text);
  if (half === null) return text;
  const [, begun, rest] = half as unknown as [string, string, string];
  const isHalf = NAMES.some((name) =>
    rest === "" ? name.startsWith(begun.toLowerCase()) : name === begun.toLowerCase()
  );
  return isHalf ? text.slice(0, half.index) : text;
}

/** Whether the first tag is an end tag, so that the text before it is reasoning. */
export function beginsInBlock(said: string): boolean {
  const [first] = said.matchAll(TAG);
  return first?.[1] === "/";
}

const LAST_SENTENCE = /^.*(?:[。！？!?…；\n]|\.(?=\s|$))["”’』」）)]*/s;

/** Shortens an answer that was cut off to its last complete sentence; returns it unchanged if there is none. */
export function upToLastSentence(text: string): string {
  const whole = LAST_SENTENCE.exec(text)?.[0].trim();
  return whole || text;
}
