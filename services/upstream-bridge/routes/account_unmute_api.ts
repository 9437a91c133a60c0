import { createRoute } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { json } from "packages/platform/http/openapi.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import { viewAccount } from "services/upstream-bridge/accounts/account_view.ts";
import { liftMutesBy } from "services/upstream-bridge/accounts/lift_mutes.ts";
import {
  accountAnswerSchema,
  accountParams,
} from "services/upstream-bridge/api/account_schemas.ts";
import { bridgeRefusals } from "services/upstream-bridge/api/bridge_answers.ts";
import { MANAGE_RULES } from "services/upstream-bridge/api/bridge_rules.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";

const route = createRoute({
  method: "post",
  path: "/api/v1/accounts/{id}/unmute",
  summary: "Send again to chats that were muted because a program answered each message",
  request: { params: accountParams },
  responses: {
    200: json(accountAnswerSchema, "The account as it is now."),
    ...bridgeRefusals(404),
  },
});

/** `POST /api/v1/accounts/{id}/unmute` */
export function accountUnmuteRoute(app: App, deps: BridgeDeps): void {
  app.route(MANAGE_RULES, route, async (c) => {
    const account = await liftMutesBy(deps, c.req.valid("param").id, c.get("principal"));
    return c.json(
      { ok: true as const, account: viewAccount(account, deps.clock.now()) },
      200,
      NO_STORE,
    );
  });
}
