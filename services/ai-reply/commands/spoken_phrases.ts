import { toSimplified } from "services/ai-reply/commands/to_simplified.ts";
import {
  DEMANDS,
  OBJECTS,
  POLITE_AFTER,
  POLITE_BEFORE,
  WAYS,
} from "services/ai-reply/commands/polite_words.ts";

/** How phrases are matched. */
export interface MatchOptions {
  /**
   * The phrases demand something: verbs such as 我要, 转 or "talk to" may stand before them, and one clause of a longer
   * message may be such a demand.
   */
  readonly isDemand?: boolean;
}

/**
 * Creates a test whether a text says one of the phrases and nothing else, as people say it: with polite words,
 * particles, punctuation and emoji around it, in simplified or traditional characters. A text that merely contains a
 * phrase does not match.
 */
export function createPhraseMatcher(
  phrases: readonly string[],
  { isDemand = false }: MatchOptions = {},
): (text: string) => boolean {
  const known = new Set(phrases.flatMap(clausesOf));
  const before = isDemand ? [...POLITE_BEFORE, ...DEMANDS] : POLITE_BEFORE;
  const after = isDemand ? [...POLITE_AFTER, ...WAYS] : POLITE_AFTER;
  // An impatient customer repeats it: 人工人工.
  const says = (clause: string) =>
    reduces(clause.replace(/^(.{2,}?)\1+$/u, "$1"), { before, after, ends: known });
  const isPolite = (clause: string) =>
    reduces(clause, { before, after: POLITE_AFTER, ends: NOTHING });
  const matches = (text: string, whole: readonly string[]) => {
    const said = whole.filter(says);
    if (said.length === 0) return false;
    const others = whole.filter((clause) => !says(clause) && !isPolite(clause));
    if (others.length === 0) return true;
    // In a longer message a bare word may be a topic: a demand has a verb.
    const demanded = said.filter((clause) => !known.has(clause) || /^[转找]/.test(clause));
    return isDemand && demanded.length > 0 && !others.some((clause) => ASKS.test(clause)) &&
      !ENDS_WITH_QUESTION.test(text);
  };
  return (text) => {
    const whole = clausesOf(text);
    if (matches(text, whole)) return true;
    // A blank may stand for a comma: 说了半天没用 转人工.
    const split = isDemand ? clausesOf(text.replace(CHINESE_BLANK, "，")) : whole;
    return split.length > whole.length && !split.some((clause) => DENIES.test(clause)) &&
      matches(text, split);
  };
}

const CHINESE_BLANK = /(?<=\p{sc=Han})\s+(?=\p{sc=Han})/gu;
/** A clause that denies what follows it: 不想 转人工. */
const DENIES = /(?:不|别|没|勿|无需|不[要想用能必]|不需要|取消|禁止)$/;

const NOTHING: ReadonlySet<string> = new Set([""]);

/** Another clause that makes the message a question, or a demand of the past or of a condition. */
const ASKS =
  /怎[么样]|如何|多少|什么|哪|几[点个天]|为何|吗$|呢$|如果|要是|的话|之前|上次|昨天|以前|不然|否则|\b(?:how|what|why|where|when|if|which)\b/;
const ENDS_WITH_QUESTION = /[?？]\s*$/;

/** The clauses of a text, in small letters and simplified characters, without blanks between Chinese characters. */
function clausesOf(text: string): string[] {
  return toSimplified(text.normalize("NFKC").toLowerCase().replaceAll("’", "'"))
    // WeChat writes its own emoji as a word in brackets.
    .replace(/\[\p{L}{1,8}\]|[\p{Extended_Pictographic}\p{Cf}"“”‘「」『』【】()<>《》]/gu, " ")
    .replace(/^\s*[/#]/, "")
    .split(/[,.;:!?~…，。；：！？、～^*\n\r]+/)
    .map((clause) =>
      clause.trim().replace(/\s+/g, " ").replace(/(?<=\p{sc=Han}) (?=\p{sc=Han})/gu, "")
    )
    .filter((clause) => clause !== "");
}

/** Whether a clause becomes one of `ends` when words are taken away from its two sides. */
function reduces(
  clause: string,
  { before, after, ends }: {
    readonly before: readonly string[];
    readonly after: readonly string[];
    readonly ends: ReadonlySet<string>;
  },
): boolean {
  if (ends !== NOTHING && !ends.values().some((end) => clause.includes(end))) return false;
  const seen = new Set<string>();
  const open = [clause];
  while (open.length > 0) {
    const text = open.pop()!;
    if (ends.has(text)) return true;
    if (seen.has(text)) continue;
    seen.add(text);
    for (const word of before) {
      if (text.startsWith(word) && isWordEnd(text, word.length)) {
        open.push(text.slice(word.length).trim());
      }
    }
    for (const word of after) {
      if (text.endsWith(word) && isWordEnd(text, text.length - word.length)) {
        open.push(text.slice(0, -word.length).trim());
      }
    }
    // 能转人工吗 asks politely; 转人工吗 asks whether it happens.
    if (/^(?:能|可以|可不可以|可否|是否可以).*[吗么]$/.test(text)) open.push(text.slice(0, -1));
    for (const object of OBJECTS) {
      if (text === `投诉${object}`) open.push("投诉");
    }
  }
  return false;
}

/** Latin words end at a blank. */
function isWordEnd(text: string, at: number): boolean {
  return !/[a-z0-9']/.test(text[at - 1] ?? "") || !/[a-z0-9']/.test(text[at] ?? "");
}
