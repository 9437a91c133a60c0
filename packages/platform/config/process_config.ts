import { z } from "zod";
import { defineConfig } from "packages/platform/config/config.ts";
import { LOG_LEVELS } from "packages/platform/log.ts";
import { count, httpUrl, originUrl, port } from "packages/platform/config/readers.ts";

const noLifetime = {
  zh: "无：访问令牌有效 10 分钟，自动刷新",
  en: "nothing: access tokens live for 10 minutes and refresh themselves",
};

/** What every process reads. */
export const processConfig = defineConfig({
  title: { zh: "进程", en: "Process" },
  retired: {
    API_PORT: "PORT",
    API_HOST: "HOST",
    JWT_SECRET: "TOKEN_SIGNING_KEYS_FILE",
    JWT_SECRET_KEY: "TOKEN_SIGNING_KEYS_FILE",
    JWT_ACCESS_TOKEN_EXPIRES: noLifetime,
    JWT_EXPIRES_IN: noLifetime,
    SECRET_KEY: "TOKEN_SIGNING_KEYS_FILE",
    SESSION_SECRET: "TOKEN_SIGNING_KEYS_FILE",
    CORS_ORIGIN: "FRONTEND_URL",
  },
  variables: {
    PORT: {
      schema: port,
      description: {
        zh: "监听的端口。单独运行的服务各有自己的默认值。",
        en: "Port to listen on. Each service has its own default when it runs alone.",
      },
      example: "3000",
    },
    HOST: {
      schema: z.string().regex(/^[\w.:%-]+$/, "must be an address or host name such as 0.0.0.0"),
      default: "127.0.0.1",
      description: {
        zh: "监听的地址。填 0.0.0.0 时，其他机器也能访问这个进程。",
        en: "Address to listen on. With 0.0.0.0 other machines can reach the process.",
      },
      example: "0.0.0.0",
    },
    PUBLIC_URL: {
      schema: originUrl,
      description: {
        zh:
          "人和外部系统访问本系统的地址：用于令牌签发方、Cookie、链接和 Origin 检查。全部服务在一个进程中运行时，默认为 http://127.0.0.1:<PORT>；服务单独运行时必填。",
        en:
          "Where people and vendors reach this deployment: issuer of tokens, cookies, links, Origin checks. Embedded: defaults to http://127.0.0.1:<PORT>; required when a service runs alone.",
      },
      example: "https://wecom.example.com",
    },
    FRONTEND_URL: {
      schema: httpUrl,
      default: ({ PUBLIC_URL }) => PUBLIC_URL as string | undefined,
      description: {
        zh: "公司自己的前端：可以带 Cookie 跨域调用（CORS），登录后回到这里。默认为 PUBLIC_URL。",
        en:
          "The company's own front end: it may call with cookies (CORS), and people go there after sign-in. Defaults to PUBLIC_URL.",
      },
      example: "https://crm.example.com",
    },
    AUTH_JWKS_URL: {
      schema: httpUrl,
      default: ({ PUBLIC_URL }) =>
        PUBLIC_URL === undefined ? undefined : `${PUBLIC_URL}/.well-known/jwks.json`,
      description: {
        zh: "获取访问令牌公钥的地址。默认为 PUBLIC_URL/.well-known/jwks.json。",
        en:
          "Where the public keys of access tokens are fetched. Defaults to PUBLIC_URL/.well-known/jwks.json.",
      },
      example: "http://auth:8080/.well-known/jwks.json",
    },
    TRUSTED_PROXY_HOPS: {
      schema: count,
      default: "0",
      description: {
        zh: "前面有几层自己的代理会向 X-Forwarded-For 追加地址。",
        en: "How many of your own proxies are in front and append to X-Forwarded-For.",
      },
      example: "1",
    },
    RATE_LIMIT_FACTOR: {
      schema: z.string().regex(/^\d+(\.\d+)?$/, "must be a number such as 5").transform(Number)
        .refine((factor) => factor > 0, "must be above 0"),
      default: "1",
      description: {
        zh: "所有频率限制的倍数，适合许多人共用一个出口地址的办公室。",
        en: "Multiplies all rate limits, for offices where many people share one address.",
      },
      example: "5",
    },
    SHUTDOWN_DELAY_SECONDS: {
      schema: count.refine((seconds) => seconds <= 300, "must be at most 300"),
      default: "0",
      description: {
        zh: "关闭时，就绪状态撤下后继续接收请求的秒数，让负载均衡先停止转发。",
        en:
          "At shutdown, how long the process still takes requests after readiness is off, so that load balancers stop sending first.",
      },
      example: "5",
    },
    LOG_LEVEL: {
      schema: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }),
      default: "info",
      description: { zh: "记录这一级别及以上的日志。", en: "Log lines of this level and above." },
      example: "debug",
    },
    TZ_DISPLAY: {
      schema: z.string().refine(isTimeZone, "must be an IANA time zone such as Asia/Shanghai"),
      default: "Asia/Shanghai",
      description: { zh: "页面上时间所用的时区。", en: "Time zone in which people see times." },
      example: "Asia/Shanghai",
    },
  },
});

function isTimeZone(name: string): boolean {
  try {
    // Not Intl: its first use takes 30 ms of the start and 8 MiB.
    new Temporal.ZonedDateTime(0n, name);
    return true;
  } catch {
    return false;
  }
}
