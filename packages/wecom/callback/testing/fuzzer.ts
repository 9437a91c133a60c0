import { Buffer } from "node:buffer";
import type { SeededRandom } from "packages/wecom/callback/testing/seeded_random.ts";

/** Text that XML and JSON readers treat in a special way. */
const FRAGMENTS = [
  ...[
    "<",
    ">",
    "</",
    "/>",
    "&",
    ";",
    "<!",
    "<?",
    "?>",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    '"',
    "'",
  ],
  ...["<xml>", "</xml>", "<a>", "</a>", "<Encrypt>", "</Encrypt>", "<MsgType>", "</MsgType>"],
  ...["&lt;", "&#65;", "&#x110000;", "&#0;", "&e;", "<!DOCTYPE x [", "<!ENTITY e '", "%e;"],
  ...[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    `{"encrypt":"`,
    `"msgtype"`,
    "null",
    "1e999",
    "\\u0000",
    "\\ud800",
  ],
  ...["\0", "\uFEFF", "\uFFFE", "\uD800", "\r\n", "\t", "  ", "=", "==", "+", "/", "A".repeat(64)],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "event",
    "text",
    "99999999999999999999",
    "-1",
    "好",
    "🙂",
  ],
];

/** Changes a valid text at one to four places. */
export function mutate(original: string, random: SeededRandom): string {
  let text = original;
  for (let change = random.integer(4); change >= 0; change--) {
    const at = random.integer(text.length + 1);
    const length = random.integer(random.pick([2, 16, 256]));
    const rest = text.slice(at + length);
    text = text.slice(0, at) + random.pick([
      () => rest,
      () => random.pick(FRAGMENTS) + text.slice(at),
      () => random.pick(FRAGMENTS) + rest,
      () => text.slice(at, at + length).repeat(random.integer(8)) + rest,
      () => Buffer.from(random.bytes(length)).toString("latin1") + rest,
      () => text.slice(random.integer(text.length + 1)),
      () => "",
    ])();
  }
  return text;
}

/** A text of random fragments. */
export function babble(random: SeededRandom): string {
  return Array.from({ length: random.integer(60) }, () => random.pick(FRAGMENTS)).join("");
}
