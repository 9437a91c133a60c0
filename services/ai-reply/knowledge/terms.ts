import { segmentText } from "services/ai-reply/text/segment_text.ts";

const HAN = /^\p{Script=Han}+$/u;
const HAN_RUN = /\p{Script=Han}+/gu;

/** Words without a meaning for the search. */
const STOP_WORDS = new Set(
  ("的 地 得 了 着 过 吗 呢 啊 呀 吧 哦 嗯 嘛 我 你 您 他 她 它 们 我们 你们 您们 他们 咱们 自己 是 有 在 和 与 及 或 就 都 也 还 很 太 不 没 没有 要 想 会 能 可以 可不可以 能不能 " +
    "有没有 是不是 怎么 怎样 怎么样 如何 什么 为什么 哪 哪个 哪些 哪里 哪儿 几 多 多少 请 请问 问 问下 一下 这 那 这个 那个 这些 那些 一个 个 些 点 下 上 里 让 把 被 给 对 从 到 用 " +
    "知道 告诉 需要 谢谢 感谢 你好 您好 麻烦 帮 帮我 帮忙 嗯嗯 哦哦 噢 喔 哈哈 好吧 好嘞 行吧 可以的 是的 对 收到 明白 明白了 了解 在吗 客气 不客气 辛苦 再见 ok okay yes yeah 现在 今天 明天 昨天 最近 时候 东西 事情 说 看 好 好的 行 " +
    "a an the is are am was were be of to in on at for from with and or not no do does did can could would will i you he she it we they my your our me us this that these those what which " +
    "how when where who why please thanks thank hello hi there any some have has").split(" "),
);

/** A word of a question, with all the terms by which it can be found. */
export interface Word {
  readonly text: string;
  /** The character pairs of a Chinese word of three or more characters: `运动鞋` is found by `运动`. */
  readonly pairs: readonly string[];
}

/** Returns the words of a question without stop words, each once. */
export function readWords(text: string): Word[] {
  const meant = segment(normalise(text)).filter((word) => !STOP_WORDS.has(word));
  return [...new Set(meant)].map((word) => ({
    text: word,
    pairs: HAN.test(word) && [...word].length > 2 ? pairsOf(word) : [],
  }));
}

/**
 * Returns the terms to index or to search: words, and all pairs of adjacent Chinese characters, because the segmentation
 * of Chinese text depends on its context.
 */
export function readTerms(text: string): string[] {
  const normal = normalise(text);
  const pairs = normal.match(HAN_RUN)?.flatMap(pairsOf) ?? [];
  const others = segment(normal).filter((word) => !(HAN.test(word) && [...word].length === 2));
  return [...others, ...pairs].filter((term) => !STOP_WORDS.has(term));
}

/** Whether a term also matches longer terms that begin with it: `课` in `课程`, `price` in `prices`. */
export function isStem(term: string): boolean {
  const length = [...term].length;
  return HAN.test(term) ? length === 1 : length >= 4;
}

function normalise(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function segment(text: string): string[] {
  return Array.from(segmentText(text, "word")).filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}

function pairsOf(run: string): string[] {
  const characters = [...run];
  return characters.slice(1).map((character, index) => characters[index]! + character);
}
