import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { json, jsonBody } from "packages/platform/http/openapi.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import { viewAccount } from "services/upstream-bridge/accounts/account_view.ts";
import {
  accountAnswerSchema,
  accountParams,
} from "services/upstream-bridge/api/account_schemas.ts";
import { bridgeRefusals } from "services/upstream-bridge/api/bridge_answers.ts";
import { MANAGE_RULES } from "services/upstream-bridge/api/bridge_rules.ts";
import { proxyOf, vidAndProxyFields } from "services/upstream-bridge/api/proxy_fields.ts";
import { codeField } from "services/upstream-bridge/api/request_fields.ts";
import { runStep } from "services/upstream-bridge/api/run_step.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";

/** The commands without a body: path, what they do, command. */
const SIMPLE = [
  ["stop", "Stop an account: its instance ends, and it stays stopped until it is started", "stop"],
  ["logout", "Sign an account out at the upstream. It stays stopped", "log_out"],
  ["close", "End the instance of an account without signing it out. It stays stopped", "close"],
  ["second-verify", "Get the QR code of a second verification", "second_verify"],
  ["check", "Ask the upstream for the state of an account now", "check_now"],
  ["register-callback", "Register the callback address again", "set_callback"],
  [
    "clear-restriction",
    "Allow sending again after WeCom lifted a restriction",
    "clear_restriction",
  ],
] as const;

const responses = {
  200: json(accountAnswerSchema, "The account as it is now."),
  ...bridgeRefusals(404, 409, 502, 503, 504),
};

const startRoute = createRoute({
  method: "post",
  path: "/api/v1/accounts/{id}/start",
  summary: "Start an account: it signs in by itself where it can, else with a QR code",
  description:
    "With a `vid`, or when the account was online before, it first tries to sign in without a scan.",
  request: {
    params: accountParams,
    body: { ...jsonBody(z.object(vidAndProxyFields)), required: false },
  },
  responses: { ...responses, ...bridgeRefusals(400) },
});

const codeRoute = createRoute({
  method: "post",
  path: "/api/v1/accounts/{id}/code",
  summary: "Enter the 6-digit code that the phone shows",
  request: {
    params: accountParams,
    body: jsonBody(z.object({ code: codeField, qrcodeKey: z.string().max(128).optional() })),
  },
  responses: { ...responses, ...bridgeRefusals(400) },
});

/** `POST /api/v1/accounts/{id}/…`: what an account is asked to do. */
export function accountCommandsRoutes(app: App, deps: BridgeDeps): void {
  async function run(c: HttpContext, id: string, command: AccountCommand) {
    const account = await deps.accounts.get(id);
    const after = await runStep(deps, account, command, c.get("principal"));
    return { ok: true as const, account: viewAccount(after, deps.clock.now()) };
  }

  app.route(MANAGE_RULES, startRoute, async (c) => {
    // Without a body the fields are absent.
    const { vid, ...proxy } = c.req.valid("json") ?? {};
    const command = { kind: "start", ...vid !== undefined && { vid }, ...proxyOf(proxy) } as const;
    return c.json(await run(c, c.req.valid("param").id, command), 200, NO_STORE);
  });
  app.route(MANAGE_RULES, codeRoute, async (c) => {
    const { code, qrcodeKey } = c.req.valid("json");
    const command = {
      kind: "check_code",
      code,
      ...qrcodeKey !== undefined && { qrcodeKey },
    } as const;
    return c.json(await run(c, c.req.valid("param").id, command), 200, NO_STORE);
  });
  for (const [path, summary, kind] of SIMPLE) {
    const route = createRoute({
      method: "post",
      path: `/api/v1/accounts/{id}/${path}`,
      summary,
      request: { params: accountParams },
      responses,
    });
    app.route(MANAGE_RULES, route, async (c) => {
      const { id } = c.req.valid("param");
      return c.json(await run(c, id, { kind }), 200, NO_STORE);
    });
  }
}
