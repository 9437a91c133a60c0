import type { Lang } from "packages/platform/lang.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import { ArgumentError } from "tools/doctor/arguments.ts";
import type { Examined } from "tools/doctor/examined.ts";
import { CALLBACK_PATH, receiveIdOf } from "tools/doctor/settings.ts";
import { signTextMessage, signVerification } from "tools/doctor/signed_request.ts";

/** Who writes when nobody is named: in the simulated corp there is such a member. */
const SENDER = "zhangsan";

/**
 * Two commands to copy: the console's verification, and a member's message 帮助. They hold signatures, which age, and
 * neither token nor key.
 * @throws ArgumentError when there is no app with token and key; CallbackCryptoError when the key is none
 */
export function describeCurl(
  examined: Examined,
  { appName, lang, randomBytes }: {
    readonly appName: string | undefined;
    readonly lang: Lang;
    readonly randomBytes: RandomBytes;
  },
): string {
  const { apps, clock, callbackUrl, userId = SENDER } = examined;
  const app = apps.find(({ name, token, encodingAesKey }) =>
    (appName === undefined || name === appName) && token && encodingAesKey
  );
  if (app === undefined) {
    throw new ArgumentError(
      "Cannot sign a request: no app with WECOM_TOKEN and WECOM_ENCODING_AES_KEY; " +
        "deno task doctor keys makes a pair",
    );
  }
  const address = app.name !== "default" && callbackUrl.endsWith(CALLBACK_PATH)
    ? `${callbackUrl}/${app.name}`
    : callbackUrl;
  const signWith = {
    token: app.token!,
    encodingAesKey: app.encodingAesKey!,
    receiveId: receiveIdOf(app),
    clock,
    randomBytes,
  };
  const verification = signVerification(address, signWith);
  const words = WORDS[lang];
  const get = [words.get(verification.plain), `curl -sS '${verification.url}'`, ""];
  if (app.kind === "aibot") return get.join("\n");
  const message = { userId, agentId: app.agentId ?? "0", content: "帮助" };
  const { url, body } = signTextMessage(address, message, signWith);
  const post = `curl -sS -X POST -H 'content-type: text/xml' --data-raw '${body}' '${url}'`;
  return [...get, words.post(userId), post, ""].join("\n");
}

const WORDS = {
  zh: {
    get: (plain: string) => `# 1. URL 验证（GET）。必须原样返回：${plain}`,
    post: (userId: string) =>
      `# 2. 成员 ${userId} 发来“帮助”（POST）。必须返回 200 和空内容；随后该成员收到帮助说明。\n` +
      "#    签名 10 分钟内有效；重复发送同一条只算一次。",
  },
  en: {
    get: (plain: string) => `# 1. URL verification (GET). Must answer exactly: ${plain}`,
    post: (userId: string) =>
      `# 2. Member ${userId} writes 帮助 (POST). Must answer 200 and nothing; the member then gets the help text.\n` +
      "#    The signature is good for 10 minutes; the same message sent twice counts once.",
  },
} as const;
