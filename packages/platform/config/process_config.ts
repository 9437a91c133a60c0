import { z } from "zod";
import { defineConfig } from "packages/platform/config/config.ts";
import { COMPONENTS } from "packages/platform/components.ts";
import { type MachineToken, parseMachineTokens } from "packages/platform/http/machine_tokens.ts";
import { LOG_LEVELS } from "packages/platform/log.ts";
import { commaList, count, httpUrl, originUrl, port } from "packages/platform/config/readers.ts";

/** What every process reads. */
export const processConfig = defineConfig({
  title: "Process",
  variables: {
    PORT: {
      schema: port,
      description:
        "Port to listen on. Embedded: 3000; services alone: auth 3001, callback 3002, ai-reply 3005.",
      example: "3000",
    },
    HOST: {
      schema: z.string(),
      default: "127.0.0.1",
      description: "Address to listen on; 0.0.0.0 to be reached from other machines.",
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
        "The company's own front end: may call with cookies (CORS), and gets people after sign-in. Defaults to PUBLIC_URL.",
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
    API_TOKENS_FILE: {
      schema: z.string().transform(readMachineTokens),
      optional: true,
      description:
        "Machines that may call without a person: JSON list of {name, sha256, scopes}; `deno task api-token` makes entries.",
      example: "/etc/wecom-stack/api-tokens.json",
    },
    COMPONENTS: {
      schema: commaList.pipe(
        z.array(z.enum(COMPONENTS, { error: `must be some of ${COMPONENTS.join(", ")}` }))
          .nonempty("must name at least one service"),
      ),
      default: COMPONENTS.join(","),
      description:
        "The services of this deployment, separated by commas: the console links only their parts.",
      example: "auth,callback",
    },
    TRUSTED_PROXY_HOPS: {
      schema: count,
      default: "0",
      description: "How many proxies of yours stand in front and append to X-Forwarded-For.",
      example: "1",
    },
    RATE_LIMIT_FACTOR: {
      schema: z.string().regex(/^\d+(\.\d+)?$/, "must be a number such as 5").transform(Number)
        .refine((factor) => factor > 0, "must be above 0"),
      default: "1",
      description: "Multiplies all rate limits, for offices where many people share one address.",
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

function readMachineTokens(path: string, context: z.RefinementCtx): readonly MachineToken[] {
  const fail = (message: string) => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch {
    return fail("names a file that cannot be read: check path and permissions");
  }
  try {
    return parseMachineTokens(text);
  } catch (error) {
    return fail(`names a file that does not fit: ${error instanceof Error ? error.message : ""}`);
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
