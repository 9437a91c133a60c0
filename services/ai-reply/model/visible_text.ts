const NAMES = "think|thinking|thought|reasoning";
const TAG = new RegExp(`<(/?)(?:${NAMES})\\b[^<>]*>`, "gi");
/** The beginning of a tag, at the end of what has arrived: the rest of it may follow. */
const HALF_TAG = new RegExp(`</?(?:[a-z]{0,9}\\s*|(?:${NAMES})\\b[^<>]*)$`, "i");

/**
 * What people may see of what a model has said so far: without `<think>` blocks, whole, unfinished or never closed,
 * and without what stands before an end tag that nothing opened, as chat templates leave it that open the block
 * themselves. What it yields for the beginning of a text never holds what is inside a block.
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

/** Whether the first tag closes a block that nothing opened, so that what stands before it was reasoning. */
export function beginsInBlock(said: string): boolean {
  const [first] = said.matchAll(TAG);
  return first?.[1] === "/";
}

const LAST_SENTENCE = /^.*(?:[。！？!?…；\n]|\.(?=\s|$))["”’』」）)]*/s;

/** An answer that was cut off, up to the end of its last whole sentence; all of it when there is none. */
export function upToLastSentence(text: string): string {
  const whole = LAST_SENTENCE.exec(text)?.[0].trim();
  return whole || text;
}
