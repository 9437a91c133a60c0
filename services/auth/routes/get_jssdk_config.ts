import { createRoute, z } from "@hono/zod-openapi";
import { loginError } from "packages/login/errors.ts";
import { defaultApp } from "packages/wecom_apps/config.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { json, refusals } from "packages/platform/http/openapi.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import { randomHex } from "packages/platform/random.ts";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { signJssdk } from "packages/wecom/jssdk_signature.ts";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { pageToSign } from "services/auth/domain/page_to_sign.ts";
import { jssdkError } from "services/auth/errors.ts";

const DEADLINE_MS = 8_000;
const RETRY_AFTER_SECONDS = 5;

const signatureSchema = {
  timestamp: z.number().int().openapi({ description: "Seconds since the epoch." }),
  nonceStr: z.string(),
  signature: z.string(),
};
const configSchema = z.object({
  corpId: z.string(),
  ...signatureSchema,
  agentConfig: z.object({ agentId: z.string(), ...signatureSchema }),
}).openapi("JssdkConfig");

const route = createRoute({
  method: "get",
  path: "/api/v1/wechat/config",
  summary: "Sign a page for WeCom's JS-SDK",
  description:
    "For `ww.register`, or `wx.config` and `wx.agentConfig`. Without `url` the Referer is signed. A page on another " +
    "origin than PUBLIC_URL must send `url`, because browsers shorten its Referer.",
  request: {
    query: z.object({
      url: z.string().max(4_096).optional().openapi({
        description: "encodeURIComponent(location.href); the part from # on is removed.",
      }),
      app: z.string().max(32).optional(),
    }),
  },
  responses: {
    200: json(configSchema, "Signatures for `config` and `agentConfig`."),
    ...refusals(400, 502, 503),
  },
});

/** `GET /api/v1/wechat/config` */
export function getJssdkConfigRoute(app: App, deps: AuthDeps): void {
  app.route({ access: "public" }, route, async (c) => {
    const { url = c.req.header("referer"), app: asked } = c.req.valid("query");
    const { publicUrl, frontendUrl } = deps.addresses;
    const origins = [publicUrl, frontendUrl].map((address) => new URL(address).origin);
    const page = pageToSign(url ?? "", origins);
    if (page === undefined) {
      throw jssdkError("jssdk_url_refused", {
        detail: `Cannot sign the page: its address, \`url\`, must be on ${
          [...new Set(origins)].join(" or ")
        }`,
      });
    }
    const chosen = findClient(deps, asked);
    const [corpTicket, agentTicket] = await getTickets(c, chosen);
    const sign = (ticket: string) => {
      const nonceStr = randomHex(deps.randomBytes, 16);
      const timestamp = Math.floor(deps.clock.now() / 1000);
      return {
        timestamp,
        nonceStr,
        signature: signJssdk({ ticket, nonceStr, timestamp, url: page }),
      };
    };
    const { corpId, agentId } = chosen.app;
    const answer = { corpId, ...sign(corpTicket), agentConfig: { agentId, ...sign(agentTicket) } };
    return c.json(answer, 200, NO_STORE);
  });
}

function findClient({ apps, clients }: AuthDeps, asked: string | undefined): AppClient {
  if (apps.size === 0) throw loginError("login_not_configured");
  const client = clients.get(asked ?? defaultApp(apps)?.name ?? "");
  if (client === undefined) throw loginError("login_app_unknown");
  return client;
}

async function getTickets(c: HttpContext, { app, tickets }: AppClient): Promise<[string, string]> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  try {
    return await Promise.all([tickets.corpTicket(deadline), tickets.agentTicket(deadline)]);
  } catch (error) {
    if (error instanceof WecomUnreachableError) throw unavailable(error);
    if (!(error instanceof WecomError)) throw error;
    // Errcode -1, and limits that end with time.
    if (error.class === "retry") throw unavailable(error);
    const { call, errcode, operator } = error;
    c.env.log.warn("jssdk_ticket_refused", {
      app: app.name,
      call,
      errcode,
      advice: operator.en,
    });
    throw jssdkError("jssdk_refused", {
      cause: error,
      detail: `WeCom's error ${errcode} for ${call}`,
    });
  }
}

function unavailable(cause: Error) {
  return jssdkError("jssdk_unavailable", { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
}
