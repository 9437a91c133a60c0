import { createRoute, type RouteConfig, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import { type PushTokenSubject, verifyPushToken } from "packages/upstream_push/push_token.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { pushEntry } from "services/callback/pushes/push_entry.ts";
import { readEnvelope } from "packages/upstream_push/read_envelope.ts";
import { answerNotStored, CALLBACK_RULES } from "services/callback/receiving/callback_rules.ts";
import { storeEntry } from "services/callback/receiving/store_entry.ts";

const text = (description: string) => ({
  description,
  content: { "text/plain": { schema: z.string(), example: "" } },
});
const RESPONSES: RouteConfig["responses"] = {
  200: {
    description: "Stored.",
    content: {
      "application/json": { schema: z.object({ errcode: z.literal(0), errmsg: z.literal("ok") }) },
    },
  },
  404: text("Refused: the token is not one of ours, or a token is needed."),
  503: text("Not stored, answered after six seconds."),
};
const TOKEN = {
  name: "token",
  in: "path" as const,
  required: true,
  description: "Names the account and its instance, with a signature.",
  schema: { type: "string" as const },
};

/** `POST /callback/wxwork/{token}`, and without a token: callbacks of the upstream. */
export function receivePushRoutes(app: App, deps: CallbackDeps): void {
  const { pushAccess: access } = deps;
  if (access === undefined) return;
  const ofAccount = createRoute({
    method: "post",
    path: "/callback/wxwork/{token}",
    summary: "A callback of the upstream to one account",
    parameters: [TOKEN],
    responses: RESPONSES,
  });
  app.route(CALLBACK_RULES, ofAccount, async (c) => {
    const subject = verifyPushToken(access.secret, c.req.param("token") ?? "");
    return subject === undefined ? refuse(deps) : await receivePush(deps, c, subject);
  });
  const bare = createRoute({
    method: "post",
    path: "/callback/wxwork",
    summary: "A callback of the upstream without a token, with CALLBACK_ALLOW_BARE=1",
    responses: RESPONSES,
  });
  // Strangers can write here, so the usual limit for each address applies.
  const { limit: _, ...limited } = CALLBACK_RULES;
  app.route(
    limited,
    bare,
    async (c) => access.allowsBare ? await receivePush(deps, c, undefined) : refuse(deps),
  );
}

/** Stores a callback with its job. What it contains is never a reason to refuse it. */
async function receivePush(
  { receiving }: CallbackDeps,
  c: HttpContext,
  subject: PushTokenSubject | undefined,
): Promise<Response> {
  const arrivedAt = performance.now();
  const content = readEnvelope(await c.req.text());
  const entry = pushEntry(content, subject, receiving.clock.now());
  return await storeEntry(receiving, entry, arrivedAt)
    ? Response.json({ errcode: 0, errmsg: "ok" })
    : await answerNotStored(arrivedAt);
}

/** The same answer for every reason, so that a stranger learns nothing from it. */
function refuse({ receiving }: CallbackDeps): Response {
  receiving.refusalLog.add("upstream_token", undefined);
  return new Response("refused", { status: 404, headers: { "content-type": "text/plain" } });
}
