import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { answerNotStored, CALLBACK_RULES } from "services/callback/receiving/callback_rules.ts";
import {
  type IncomingCallback,
  receiveMessage,
  verifyUrl,
} from "services/callback/receiving/receive_message.ts";

const SIGNED = ["msg_signature", "timestamp", "nonce"] as const;
const text = (description: string) => ({
  description,
  content: { "text/*": { schema: z.string(), example: "" } },
});
const inQuery = (name: string) => ({
  name,
  in: "query" as const,
  required: true,
  schema: { type: "string" as const },
});
const APP = {
  name: "app",
  in: "path" as const,
  required: true,
  description: "A name from WECOM_APPS_FILE, or `default`.",
  schema: { type: "string" as const },
};
const REFUSED = text("Refused. The reason is in the log.");

/**
 * The callback addresses for WeCom's console, 接收消息: GET verifies the URL, POST receives messages. Every refused
 * call gets the same answer.
 */
export function receiveCallbackRoutes(app: App, deps: CallbackDeps): void {
  const paths = [
    "/api/v1/wecom/callback",
    "/api/v1/wecom/callback/{app}",
    "/api/v1/wechat/message",
  ];
  for (const path of paths) {
    const ofApp = path.includes("{app}") ? [APP] : [];
    const verification = createRoute({
      method: "get",
      path,
      summary: "URL verification by WeCom",
      parameters: [...ofApp, ...[...SIGNED, "echostr"].map(inQuery)],
      responses: {
        200: text("The decrypted echostr, without quotes or line break."),
        403: REFUSED,
      },
    });
    app.route(CALLBACK_RULES, verification, (c) => answerVerification(deps, c));
    const message = createRoute({
      method: "post",
      path,
      summary: "An encrypted message or event from WeCom: XML of an app, JSON of an AI bot",
      parameters: [...ofApp, ...SIGNED.map(inQuery)],
      responses: {
        200: text("Stored. Empty, or the encrypted reply of an AI bot."),
        403: REFUSED,
        503: text("Not stored, answered after six seconds: WeCom delivers it again."),
      },
    });
    app.route(CALLBACK_RULES, message, (c) => answerMessage(deps, c));
  }
}

function answerVerification(deps: CallbackDeps, c: HttpContext): Response {
  const echoStr = c.req.query("echostr");
  if (c.env.isHead || !echoStr) return refuse();
  const plain = verifyUrl(deps.receiving, incoming(c), echoStr);
  return plain === undefined ? refuse() : answer(plain);
}

async function answerMessage(deps: CallbackDeps, c: HttpContext): Promise<Response> {
  const arrivedAt = performance.now();
  const body = await c.req.text().catch(() => undefined);
  if (body === undefined) return refuse();
  const received = await receiveMessage(deps.receiving, incoming(c), body, arrivedAt);
  if (received.outcome === "refused") return refuse();
  if (received.outcome === "accepted") return answer(received.reply ?? "");
  return await answerNotStored(arrivedAt);
}

function incoming(c: HttpContext): IncomingCallback {
  return {
    app: c.req.param("app"),
    query: {
      msgSignature: c.req.query("msg_signature"),
      timestamp: c.req.query("timestamp"),
      nonce: c.req.query("nonce"),
    },
    clientIp: c.env.clientIp,
  };
}

function answer(body: string): Response {
  return new Response(body, { headers: { "content-type": "text/plain; charset=utf-8" } });
}

/** The same answer for every reason, so that a stranger learns nothing from it. */
function refuse(): Response {
  return new Response("refused", { status: 403, headers: { "content-type": "text/plain" } });
}
