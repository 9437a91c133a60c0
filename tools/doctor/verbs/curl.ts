import type { Lang } from "packages/platform/lang.ts";
import { ArgumentError } from "tools/doctor/arguments.ts";
import type { Deployment } from "tools/doctor/deployment.ts";
import { addressOf, canReceive } from "tools/doctor/settings.ts";
import { signTextMessage, signVerification, signWithKeysOf } from "tools/doctor/signed_request.ts";

/** The default sender: a member of the simulated corp. */
const SENDER = "zhangsan";

/**
 * Two curl commands to copy: the URL verification of the WeCom console, and a message 帮助 of a member. They contain
 * signatures, which expire, but no token and no key.
 * @throws ArgumentError when there is no app with token and key
 * @throws CallbackCryptoError when the key is not valid
 */
export function describeCurl(
  deployment: Deployment,
  appName: string | undefined,
  lang: Lang,
): string {
  const { apps, clock, callbackUrl, userId = SENDER } = deployment;
  const app = apps.find((app) =>
    (appName === undefined || app.name === appName) && canReceive(app)
  );
  if (app === undefined) {
    throw new ArgumentError(
      "Cannot sign a request: no app with WECOM_TOKEN and WECOM_ENCODING_AES_KEY; " +
        "deno task doctor keys creates a pair",
    );
  }
  const address = addressOf(app, callbackUrl);
  const signWith = signWithKeysOf(app, clock);
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
    get: (plain: string) => `# 1. URL 验证（GET）。应原样返回：${plain}`,
    post: (userId: string) =>
      `# 2. 成员 ${userId} 发来“帮助”（POST）。应返回 200 和空内容，随后该成员收到帮助说明。\n` +
      "#    签名 10 分钟内有效；同一条发送多次只处理一次。",
  },
  en: {
    get: (plain: string) => `# 1. URL verification (GET). The answer must be exactly: ${plain}`,
    post: (userId: string) =>
      `# 2. Member ${userId} sends 帮助 (POST). The answer must be 200 and empty; the member then gets the help text.\n` +
      "#    The signature is valid for 10 minutes; the same message sent twice is handled once.",
  },
} as const;
