import { z } from "zod";
import { type ConfigProblem, defineConfig } from "packages/platform/config/config.ts";
import { count } from "packages/platform/config/readers.ts";
import { callbackAesKey, callbackToken } from "packages/wecom_apps/callback_keys.ts";

const PAIRS = [
  ["WECOM_TOKEN", "WECOM_ENCODING_AES_KEY"],
  ["WECOM_TOKEN_PREVIOUS", "WECOM_ENCODING_AES_KEY_PREVIOUS"],
] as const;

/** What only `callback` reads. */
export const callbackConfig = defineConfig({
  title: "Callbacks (callback)",
  variables: {
    WECOM_TOKEN: {
      schema: callbackToken,
      optional: true,
      secret: true,
      description:
        "Token of the app `default`: WeCom console, the app's page, 接收消息. Opens receiving messages.",
      example: "aTokenOfLettersAndDigits",
    },
    WECOM_ENCODING_AES_KEY: {
      schema: callbackAesKey,
      optional: true,
      secret: true,
      description: "EncodingAESKey beside that Token, 43 characters. Opens receiving messages.",
      example: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    },
    WECOM_TOKEN_PREVIOUS: {
      schema: callbackToken,
      optional: true,
      secret: true,
      description: "The Token from before, accepted beside the new one while they are changed.",
      example: "theTokenBefore",
    },
    WECOM_ENCODING_AES_KEY_PREVIOUS: {
      schema: callbackAesKey,
      optional: true,
      secret: true,
      description: "The EncodingAESKey that belongs to WECOM_TOKEN_PREVIOUS.",
      example: "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba",
    },
    WECOM_REPLAY_WINDOW_SECONDS: {
      schema: count,
      default: "600",
      description:
        "How far the signed time of a callback may lie from this machine's clock; 0 accepts any.",
      example: "600",
    },
    WECOM_CALLBACK_IP_CHECK: {
      schema: z.enum(["on", "off"], { error: "must be on or off" }),
      default: "off",
      description:
        "on: callbacks only from the addresses that WeCom names (getcallbackip, asked daily). Needs an app with a secret, and TRUSTED_PROXY_HOPS to be right.",
      example: "on",
    },
    VERIFY_FILES_DIR: {
      schema: z.string(),
      optional: true,
      description:
        "Folder with the domain verification files of WeCom and WeChat (WW_verify_….txt), served at /<name>.txt.",
      example: "/etc/wecom-stack/verify",
    },
    RETENTION_DAYS_INBOX: {
      schema: count.refine((days) => days > 0, "must be at least 1"),
      default: "14",
      description: "After how many days the inbox forgets a message.",
      example: "14",
    },
  },
  rules: (values: { readonly [name: string]: unknown }) => {
    const isOpened = PAIRS[0].some((name) => values[name] !== undefined);
    const halves = PAIRS.flatMap((pair) => {
      const missing = pair.filter((name) => values[name] === undefined);
      return missing.length === 1 ? [missing[0]!] : [];
    });
    const missing = isOpened && values["WECOM_CORP_ID"] === undefined
      ? [...halves, "WECOM_CORP_ID"]
      : halves;
    const problems = missing.map((variable): ConfigProblem => ({
      variable,
      problem: "is missing: receiving messages needs WECOM_CORP_ID, and a Token and an " +
        "EncodingAESKey together",
    }));
    const folder = values["VERIFY_FILES_DIR"];
    if (folder === undefined || isFolder(folder as string)) return problems;
    const problem = "must name a folder that can be read: create it, or correct the path";
    return [...problems, { variable: "VERIFY_FILES_DIR", problem }];
  },
});

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
