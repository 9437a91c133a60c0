/** Texts that guides show in place of a value. */
const PLACEHOLDERS = [
  /^(your|my)[-_ ]/i,
  /^<.*>$/,
  /[<[{](your[-_ ][\w -]+|password|host)[>\]}]/i,
  /^[x*.…]{3,}$/i,
  /^(change[-_ ]?(me|this|it)|todo|tbd|placeholder|undefined|null|none)$/i,
  /^(请|你的|您的|填|替换|修改|这里)/,
];

/** Whether a value is probably a text of a guide, to be replaced by a value of one's own. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDERS.some((pattern) => pattern.test(value));
}
