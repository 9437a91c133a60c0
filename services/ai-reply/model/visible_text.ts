const NAMES = "think|thinking|thought|reasoning";
const TAG = new RegExp(`<(/?)(?:${NAMES})\\b[^<>]*>`, "gi");
/** An incomplete tag at the end of the text: its rest may follow. */
const HALF_TAG = new RegExp(`</?(?:[a-z]{0,9}\\s*|(?:${NAMES})\\b[^<>]*)$`, "i");

/**
 * Removes reasoning from a model's text so far: `<think>` blocks, even unfinished ones, and everything before an end tag
 * without a start tag, as some chat templates open the block themselves. Also correct for incomplete texts: never returns
 * a part of a block.
 */
export function visibleText(said: string): string {
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
  if (!isInside) visible += said.slice(at).replace(HALF_TAG, "");
  return visible.trim();
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
