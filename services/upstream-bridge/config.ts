import { z } from "zod";
import { type ConfigProblem, defineConfig } from "packages/platform/config/config.ts";
import { count, httpUrl } from "packages/platform/config/readers.ts";
import { isLoopbackHost } from "packages/platform/loopback.ts";

/** The path at which `callback` receives what the upstream sends. */
export const PUSH_PATH = "/callback/wxwork";

const flag = z.enum(["0", "1"], { error: "must be 0 or 1" }).transform((text) => text === "1");

/** `off`, or the address without the token. An address without a path gets {@link PUSH_PATH}. */
const callbackUrl = z.literal("off").or(
  httpUrl.transform((url) => new URL(url).pathname === "/" ? `${url}${PUSH_PATH}` : url)
    .refine(
      (url) => url.endsWith(PUSH_PATH),
      `must be off, or end in ${PUSH_PATH}, such as https://wecom.example.com${PUSH_PATH}`,
    ),
);

/** Variables that only `upstream-bridge` reads. */
export const bridgeConfig = defineConfig({
  title: { zh: "上游账号（upstream-bridge）", en: "Accounts of the upstream (upstream-bridge)" },
  variables: {
    BASE_URL: {
      schema: httpUrl,
      optional: true,
      description: {
        zh:
          "上游的地址。上游不是企业微信官方接口，使用前请阅读 services/upstream-bridge/README.md。",
        en:
          "Address of the upstream. It is not an official interface of WeCom: read services/upstream-bridge/README.md first.",
      },
      example: "http://upstream.example.com:9952",
    },
    UPSTREAM_ACKNOWLEDGED: {
      schema: flag,
      default: "0",
      description: {
        zh: "1：已了解使用非官方上游的风险（违反使用条款、封号）。使用真实的 BASE_URL 时必须设置。",
        en:
          "1: you know the risks of an unofficial upstream (terms of use, banned accounts). Needed with a real BASE_URL.",
      },
      example: "1",
    },
    CALLBACK_URL: {
      schema: callbackUrl,
      optional: true,
      description: {
        zh:
          "上游向哪里推送事件：以 /callback/wxwork 结尾的地址，令牌会自动加在后面。默认为 PUBLIC_URL。off：不接收推送，只查询状态。",
        en:
          "Where the upstream sends its callbacks: an address that ends in /callback/wxwork; the token is appended. Default: PUBLIC_URL. off: no callbacks, states are found by polling.",
      },
      example: "https://wecom.example.com/callback/wxwork",
    },
    MAX_EVENTS: {
      schema: count.refine((rows) => rows > 0, "must be at least 1"),
      default: "100",
      description: {
        zh: "每个账号的日志保留多少条；登录、掉线、错误和发送结果另外保留同样多条。",
        en:
          "How many entries the log of an account keeps; sign-ins, losses, errors and outcomes of sends have as many of their own.",
      },
      example: "100",
    },
    MONITOR_INTERVAL_MS: {
      schema: count.refine(
        (ms) => ms === 0 || ms >= 5_000,
        "must be 0 (off), or at least 5000 milliseconds",
      ),
      default: "45000",
      description: {
        zh: "每隔多少毫秒检查一次在线账号的状态；0 表示不检查。",
        en: "How often the state of an online account is checked, in milliseconds; 0: never.",
      },
      example: "45000",
    },
    RETENTION_DAYS_BRIDGE_EVENTS: {
      schema: count.refine((days) => days > 0, "must be at least 1"),
      default: "14",
      description: {
        zh: "上游账号的事件和消息保留多少天。",
        en: "How many days events and messages of the upstream's accounts are stored.",
      },
      example: "14",
    },
  },
  rules: (values, isGiven) => {
    const { BASE_URL: url, UPSTREAM_ACKNOWLEDGED: isAcknowledged } = values;
    if (url === undefined || !URL.canParse(url)) return [];
    const problems: ConfigProblem[] = [];
    if (!isAcknowledged && !isLoopbackHost(new URL(url).hostname)) {
      problems.push({
        variable: "UPSTREAM_ACKNOWLEDGED",
        problem: "must be 1 with a real BASE_URL: the upstream is not an official interface, and " +
          "accounts may be banned; services/upstream-bridge/README.md names the official ways",
      });
    }
    if (values.CALLBACK_URL !== "off" && !isGiven("CALLBACK_TOKEN_SECRET")) {
      problems.push({
        variable: "CALLBACK_TOKEN_SECRET",
        problem:
          "is missing: callbacks of the upstream need it, for callback and upstream-bridge; " +
          "make one with `openssl rand -hex 32`, or set CALLBACK_URL=off",
      });
    }
    return problems;
  },
});
