import { z } from "zod";
import { defineConfig } from "packages/platform/config/config.ts";
import { credential } from "packages/platform/config/readers.ts";

/** What `callback` and `upstream-bridge` read about the upstream's callbacks. */
export const upstreamPushConfig = defineConfig({
  title: { zh: "上游回调", en: "Callbacks of the upstream" },
  variables: {
    CALLBACK_TOKEN_SECRET: {
      schema: credential.refine(
        (secret) => secret.length >= 32,
        "must have at least 32 characters: make one with `openssl rand -hex 32`",
      ),
      optional: true,
      secret: true,
      description: {
        zh:
          "为上游回调地址中的令牌签名，至少 32 个字符。callback 和 upstream-bridge 使用同一个值；没有它，callback 不接收上游的回调。",
        en:
          "Signs the tokens in the callback addresses of the upstream, at least 32 characters. The same for callback and upstream-bridge; without it, callback receives nothing from the upstream.",
      },
      example: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    },
    CALLBACK_ALLOW_BARE: {
      schema: z.enum(["0", "1"], { error: "must be 0 or 1" }).transform((flag) => flag === "1"),
      default: "0",
      description: {
        zh: "1：也在不带令牌的 /callback/wxwork 接收上游的回调，仅限当前实例的 uuid。",
        en:
          "1: callbacks of the upstream are also received at /callback/wxwork, without a token, only for the uuid of a current instance.",
      },
      example: "1",
    },
  },
});
