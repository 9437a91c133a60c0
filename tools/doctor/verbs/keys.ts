import type { Lang } from "packages/platform/lang.ts";
import type { RandomBytes } from "packages/platform/random.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const TOKEN_LENGTH = 32;
const KEY_LENGTH = 43;

/** Random letters and digits, all with the same probability. */
export function randomAlphanumeric(length: number, randomBytes: RandomBytes): string {
  // Bytes of the last, incomplete round of 62 are skipped: they would make eight characters more likely.
  const limit = 256 - 256 % ALPHABET.length;
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < limit && text.length < length) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return text;
}

/** A new pair that the WeCom console accepts: letters and digits only (document path 90930). */
export function createKeys(randomBytes: RandomBytes): Readonly<Record<string, string>> {
  return {
    WECOM_TOKEN: randomAlphanumeric(TOKEN_LENGTH, randomBytes),
    WECOM_ENCODING_AES_KEY: randomAlphanumeric(KEY_LENGTH, randomBytes),
  };
}

/** The pair as lines for `.env`, with the next steps. */
export function describeKeys(
  keys: Readonly<Record<string, string>>,
  callbackUrl: string,
  lang: Lang,
): string {
  const lines = Object.entries(keys).map(([name, value]) => `${name}=${value}`);
  const steps = {
    zh: [
      "# 1. 把这两行写进 .env，重启进程。",
      "# 2. 管理后台：应用管理 → 该应用 → 接收消息 → 设置API接收，填：",
      `#    URL            ${callbackUrl}`,
      "#    Token          上面的 WECOM_TOKEN",
      "#    EncodingAESKey 上面的 WECOM_ENCODING_AES_KEY",
      "# 3. 点保存：企业微信会立刻验证。可以先用 deno task doctor 试一遍。",
      "# 旧的一对还在使用？先把旧值写进 WECOM_TOKEN_PREVIOUS 和 WECOM_ENCODING_AES_KEY_PREVIOUS。",
    ],
    en: [
      "# 1. Put these two lines into .env and restart the process.",
      "# 2. WeCom console: 应用管理, the app, 接收消息, 设置API接收; enter",
      `#    URL            ${callbackUrl}`,
      "#    Token          WECOM_TOKEN from above",
      "#    EncodingAESKey WECOM_ENCODING_AES_KEY from above",
      "# 3. Press Save: WeCom verifies at once. You can test it before with deno task doctor.",
      "# Is an older pair still in use? Keep it as WECOM_TOKEN_PREVIOUS and WECOM_ENCODING_AES_KEY_PREVIOUS.",
    ],
  }[lang];
  return [...lines, "", ...steps, ""].join("\n");
}
