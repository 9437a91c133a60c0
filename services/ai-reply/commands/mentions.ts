/** WeCom's names have few words. */
const NAME_WORDS_MAX = 3;
/** WeChat ends a mention with this blank, so the name before it is known. */
const MENTION_END = "\u2005";

/**
 * Removes the mention of the bot from a message of a group.
 * @param botName the bot's name; undefined: it is not configured. Then a mention of one word at the beginning is taken
 * for the bot's, else the only one, at the end. The end of a name with blanks cannot be found.
 */
export function withoutBotMention(text: string, botName: string | undefined): string {
  if (botName !== undefined) {
    const name = botName.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
    // A longer name, such as that of a person, may begin with the bot's name in Latin letters.
    const mention = new RegExp(`\\s*[@＠]${name}(?![A-Za-z0-9_])[\\s\\u2005]*`, "giu");
    if (mention.test(text)) return text.replace(mention, " ").trim();
  }
  const ended = /^[@＠][^@＠\u2005]{1,64}\u2005\s*/u.exec(text);
  if (ended !== null) return text.slice(ended[0].length);
  if (/^[@＠]\S/.test(text)) {
    // `@小助手，在吗` has no blank. Where the name ends in `@小助手在吗` is unknown, so all of it stays.
    const said = text.replace(/^[@＠][^\s，。：；！？、,:;!?]+[\s，。：；！？、,:;!?]*/, "");
    return said === "" ? text.trim() : said;
  }
  const isOnlyMention = (text.match(/(?:^|\s)[@＠]\S/g) ?? []).length === 1;
  return isOnlyMention ? text.replace(/\s+[@＠]\S+\s*$/, "") : text;
}

/**
 * What a short text may say without the mentions at its ends. Names can hold blanks, so there are several readings, the
 * one with the shortest names first.
 */
export function textsWithoutMentions(text: string): string[] {
  // A mention may follow a Chinese word without a blank.
  const words = text.replaceAll(MENTION_END, " ").replace(/(?<=[\p{sc=Han}])[@＠]/gu, " @")
    .replaceAll("＠", "@").trim().split(/\s+/);
  if (!words.some((word) => word.startsWith("@"))) return [];
  const said: string[] = [];
  for (let from = 0; from < words.length; from++) {
    const isNamePart = /^\p{sc=Han}/u.test(words[from]!) ? isNameBeforeChinese : isNameInFront;
    if (from > 0 && !areMentions(words.slice(0, from), isNamePart)) continue;
    for (let to = words.length; to > from; to--) {
      if (to < words.length && !areMentions(words.slice(to), isNameBehind)) continue;
      if (from > 0 || to < words.length) said.push(words.slice(from, to).join(" "));
    }
  }
  return said;
}

/** Whether the words are mentions: `@`, a name, and again. */
function areMentions(
  words: readonly string[],
  isNamePart: (word: string, before: string) => boolean,
): boolean {
  let length = 0;
  for (const [index, word] of words.entries()) {
    if (word.startsWith("@")) length = word === "@" ? 0 : 1;
    else if (length === 0 || length === NAME_WORDS_MAX) return false;
    else if (!isNamePart(word, words[index - 1]!)) return false;
    else length += 1;
  }
  return length > 0;
}

/** Words that ask or deny: they make what follows a question, not a command. */
const NO_NAME =
  /不|别|没|怎么|如何|为什么|什么|吗|呢|哪|^(?:how|what|why|no|not|don'?t|never|where|who)$/i;

/** A further word of a name in front of an English text: small letters would be the words of a sentence. */
function isNameInFront(word: string): boolean {
  return !NO_NAME.test(word) && /^(?:\p{sc=Han}|[A-Z0-9(（])/u.test(word);
}

/** The same in front of a Chinese text, where blanks are seldom between the words of a sentence. */
function isNameBeforeChinese(word: string): boolean {
  return !NO_NAME.test(word);
}

/** A further word of a name at the end: words of a question may stand there, so one of the two must be Latin. */
function isNameBehind(word: string, before: string): boolean {
  const isLatin = /^[A-Z0-9(（]/.test(word);
  return !NO_NAME.test(word) && (isLatin || /^@?[A-Za-z0-9]+$/.test(before));
}
