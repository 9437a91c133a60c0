import { z } from "zod";
import { defineConfig } from "packages/platform/config/config.ts";
import { LOG_LEVELS } from "packages/platform/log.ts";
import { count, httpUrl, originUrl, port } from "packages/platform/config/readers.ts";

/** What every process reads. */
export const processConfig = defineConfig({
  title: "Process",
  retired: {
    API_PORT: "PORT",
    JWT_SECRET: "TOKEN_SIGNING_KEYS_FILE",
    JWT_SECRET_KEY: "TOKEN_SIGNING_KEYS_FILE",
    JWT_ACCESS_TOKEN_EXPIRES: "nothing: access tokens live for 10 minutes and refresh themselves",
    JWT_EXPIRES_IN: "nothing: access tokens live for 10 minutes and refresh themselves",
    SECRET_KEY: "TOKEN_SIGNING_KEYS_FILE",
    SESSION_SECRET: "TOKEN_SIGNING_KEYS_FILE",
    CORS_ORIGIN: "FRONTEND_URL",
  },
  variables: {
    PORT: {
      schema: port,
      description: "Port to listen on. Each service has its own default when it runs alone.",
      example: "3000",
    },
    HOST: {
      schema: z.string(),
      default: "127.0.0.1",
      description: "Address to listen on. With 0.0.0.0 other machines can reach the process.",
      example: "0.0.0.0",
    },
    PUBLIC_URL: {
      schema: originUrl,
      description:
        "Where people and vendors reach this deployment: issuer of tokens, cookies, links, Origin checks. Embedded: defaults to http://127.0.0.1:<PORT>; required when a service runs alone.",
      example: "https://wecom.example.com",
    },
    FRONTEND_URL: {
      schema: httpUrl,
      default: ({ PUBLIC_URL }) => PUBLIC_URL as string | undefined,
      description:
        "The company's own front end: it may call with cookies (CORS), and people go there after sign-in. Defaults to PUBLIC_URL.",
      example: "https://crm.example.com",
    },
    AUTH_JWKS_URL: {
      schema: httpUrl,
      default: ({ PUBLIC_URL }) =>
        PUBLIC_URL === undefined ? undefined : `${PUBLIC_URL}/.well-known/jwks.json`,
      description:
        "Where the public keys of access tokens are fetched. Defaults to PUBLIC_URL/.well-known/jwks.json.",
      example: "http://auth:8080/.well-known/jwks.json",
    },
    TRUSTED_PROXY_HOPS: {
      schema: count,
      default: "0",
      description: "How many of your own proxies are in front and append to X-Forwarded-For.",
      example: "1",
    },
    RATE_LIMIT_FACTOR: {
      schema: z.string().regex(/^\d+(\.\d+)?$/, "must be a number such as 5").transform(Number)
        .refine((factor) => factor > 0, "must be above 0"),
      default: "1",
      description: "Multiplies all rate limits, for offices where many people share one address.",
      example: "5",
    },
    SHUTDOWN_DELAY_SECONDS: {
      schema: count.refine((seconds) => seconds <= 300, "must be at most 300"),
      default: "0",
      description:
        "At shutdown, how long the process still takes requests after readiness is off, so that load balancers stop sending first.",
      example: "5",
    },
    LOG_LEVEL: {
      schema: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }),
      default: "info",
      description: "Log lines of this level and above.",
      example: "debug",
    },
    TZ_DISPLAY: {
      schema: z.string().refine(isTimeZone, "must be an IANA time zone such as Asia/Shanghai"),
      default: "Asia/Shanghai",
      description: "Time zone in which people see times.",
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
