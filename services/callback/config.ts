import { z } from "zod";
import { type ConfigProblem, defineConfig } from "packages/platform/config/config.ts";
import { count } from "packages/platform/config/readers.ts";
import { callbackAesKey, callbackToken } from "packages/wecom_apps/callback_keys.ts";
import { isVerifyFileName } from "services/callback/verify_files.ts";

const PAIRS = [
  ["WECOM_TOKEN", "WECOM_ENCODING_AES_KEY"],
  ["WECOM_TOKEN_PREVIOUS", "WECOM_ENCODING_AES_KEY_PREVIOUS"],
] as const;

/** What only `callback` reads. */
export const callbackConfig = defineConfig({
  title: { zh: "回调（callback）", en: "Callbacks (callback)" },
  variables: {
    WECOM_TOKEN: {
      schema: callbackToken,
      optional: true,
      secret: true,
      description: {
        zh: "应用 `default` 的 Token：企业微信管理后台的应用页面“接收消息”。用于开启消息接收。",
        en:
          "Token of the app `default`: WeCom console, the app's page, 接收消息. Opens receiving messages.",
      },
      example: "aTokenOfLettersAndDigits",
    },
    WECOM_ENCODING_AES_KEY: {
      schema: callbackAesKey,
      optional: true,
      secret: true,
      description: {
        zh: "与该 Token 在一起的 EncodingAESKey，43 个字符。用于开启消息接收。",
        en: "EncodingAESKey beside that Token, 43 characters. Opens receiving messages.",
      },
      example: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    },
    WECOM_TOKEN_PREVIOUS: {
      schema: callbackToken,
      optional: true,
      secret: true,
      description: {
        zh: "更换之前的 Token，更换期间与新 Token 同时有效。",
        en: "The Token from before, accepted beside the new one while they are changed.",
      },
      example: "theTokenBefore",
    },
    WECOM_ENCODING_AES_KEY_PREVIOUS: {
      schema: callbackAesKey,
      optional: true,
      secret: true,
      description: {
        zh: "与 WECOM_TOKEN_PREVIOUS 对应的 EncodingAESKey。",
        en: "The EncodingAESKey that belongs to WECOM_TOKEN_PREVIOUS.",
      },
      example: "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba",
    },
    WECOM_REPLAY_WINDOW_SECONDS: {
      schema: count,
      default: "600",
      description: {
        zh: "回调中签名的时间与本机时间最多可以相差多少秒；0 表示不检查。",
        en:
          "How far the signed time of a callback may lie from this machine's clock; 0 accepts any.",
      },
      example: "600",
    },
    WECOM_CALLBACK_IP_CHECK: {
      schema: z.enum(["on", "off"], { error: "must be on or off" }),
      default: "off",
      description: {
        zh:
          "on：只接受来自企业微信公布的地址的回调（getcallbackip，每天查询一次）。需要一个带 Secret 的应用，且 TRUSTED_PROXY_HOPS 必须正确。",
        en:
          "on: callbacks only from the addresses that WeCom names (getcallbackip, asked daily). Needs an app with a secret, and TRUSTED_PROXY_HOPS to be right.",
      },
      example: "on",
    },
    VERIFY_FILES_DIR: {
      schema: z.string(),
      optional: true,
      description: {
        zh: "存放企业微信和微信域名校验文件（WW_verify_….txt）的目录，通过 /<name>.txt 访问。",
        en:
          "Folder with the domain verification files of WeCom and WeChat (WW_verify_….txt), served at /<name>.txt.",
      },
      example: "/etc/wecom-stack/verify",
    },
    RETENTION_DAYS_INBOX: {
      schema: count.refine((days) => days > 0, "must be at least 1"),
      default: "14",
      description: {
        zh: "收件箱中的消息保留多少天。",
        en: "After how many days the inbox forgets a message.",
      },
      example: "14",
    },
    RETENTION_DAYS_WEBHOOKS: {
      schema: count.refine((days) => days > 0, "must be at least 1"),
      default: "14",
      description: {
        zh: "推送事件及其投递记录保留多少天。",
        en: "After how many days webhooks and their attempts are deleted.",
      },
      example: "14",
    },
  },
  rules: (values, isGiven) => {
    const [current, previous] = PAIRS;
    const needed = [
      ...PAIRS.flat().some(isGiven) ? [...current, "WECOM_CORP_ID"] : [],
      ...previous.some(isGiven) ? previous : [],
    ];
    const problems = needed.filter((name) => !isGiven(name)).map((variable): ConfigProblem => ({
      variable,
      problem: "is missing: receiving messages needs WECOM_CORP_ID, and a Token and an " +
        "EncodingAESKey together",
    }));
    const folder = values.VERIFY_FILES_DIR;
    if (folder === undefined || listNames(folder) !== undefined) return problems;
    const problem = "must name a folder that can be read: create it, or correct the path";
    return [...problems, { variable: "VERIFY_FILES_DIR", problem }];
  },
  warnings: ({ VERIFY_FILES_DIR: folder }) => {
    const names = folder === undefined ? undefined : listNames(folder);
    if (names === undefined) return [];
    const unserved = names.find((name) => /\.txt$/i.test(name) && !isVerifyFileName(name));
    if (unserved === undefined && names.some(isVerifyFileName)) return [];
    const problem = unserved === undefined
      ? "names a folder without any verification file: put WW_verify_….txt into it"
      : `has a file that is not served, ${unserved}: rename it to the name that WeCom gave it`;
    return [{ variable: "VERIFY_FILES_DIR", problem }];
  },
});

/** The names in a folder; undefined when it cannot be read. */
function listNames(folder: string): readonly string[] | undefined {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return undefined;
  }
}
