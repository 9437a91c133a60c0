import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { json, jsonBody } from "packages/platform/http/openapi.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { Account } from "services/upstream-bridge/accounts/account_store.ts";
import { viewAccount } from "services/upstream-bridge/accounts/account_view.ts";
import {
  accountAnswerSchema,
  accountParams,
  accountSchema,
} from "services/upstream-bridge/api/account_schemas.ts";
import { bridgeRefusals } from "services/upstream-bridge/api/bridge_answers.ts";
import { MANAGE_RULES, READ_RULES } from "services/upstream-bridge/api/bridge_rules.ts";
import { optionalIdField } from "services/upstream-bridge/api/request_fields.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import { removeAccount } from "services/upstream-bridge/accounts/remove_account.ts";

const name = z.string().trim().min(1).max(64).openapi({ example: "客服一号" });

const listRoute = createRoute({
  method: "get",
  path: "/api/v1/accounts",
  summary: "All accounts, in the order of their creation",
  responses: {
    200: json(z.object({ ok: z.literal(true), items: z.array(accountSchema) }), "The accounts."),
    ...bridgeRefusals(),
  },
});

const createRouteOf = createRoute({
  method: "post",
  path: "/api/v1/accounts",
  summary: "Add an account. It does nothing until it is started",
  request: {
    body: jsonBody(z.object({
      name,
      vid: optionalIdField.optional().openapi({
        description: "The member's number at the upstream, if it is known.",
        example: "1688000000000017",
      }),
    })),
  },
  responses: { 201: json(accountAnswerSchema, "The new account."), ...bridgeRefusals(400) },
});

const readRoute = createRoute({
  method: "get",
  path: "/api/v1/accounts/{id}",
  summary: "One account",
  request: { params: accountParams },
  responses: { 200: json(accountAnswerSchema, "The account."), ...bridgeRefusals(404) },
});

const renameRoute = createRoute({
  method: "patch",
  path: "/api/v1/accounts/{id}",
  summary: "Rename an account",
  request: { params: accountParams, body: jsonBody(z.object({ name })) },
  responses: { 200: json(accountAnswerSchema, "The account."), ...bridgeRefusals(400, 404) },
});

const removeRoute = createRoute({
  method: "delete",
  path: "/api/v1/accounts/{id}",
  summary: "Remove an account and all that is stored of it, and end its instance at the upstream",
  request: { params: accountParams },
  responses: {
    200: json(z.object({ ok: z.literal(true) }), "It is removed."),
    ...bridgeRefusals(404, 503, 504),
  },
});

/** `/api/v1/accounts` and `/api/v1/accounts/{id}` */
export function accountsRoutes(app: App, deps: BridgeDeps): void {
  const { accounts, changes, clock } = deps;
  const answer = (account: Account) =>
    ({ ok: true, account: viewAccount(account, clock.now()) }) as const;

  app.route(READ_RULES, listRoute, async (c) => {
    const now = clock.now();
    const items = (await accounts.list()).map((account) => viewAccount(account, now));
    return c.json({ ok: true as const, items }, 200, NO_STORE);
  });
  app.route(MANAGE_RULES, createRouteOf, async (c) => {
    const { name, vid } = c.req.valid("json");
    const account = await accounts.create({ name, vid, by: c.get("principal") });
    changes.publish(account.id);
    return c.json(answer(account), 201, NO_STORE);
  });
  app.route(READ_RULES, readRoute, async (c) => {
    return c.json(answer(await accounts.get(c.req.valid("param").id)), 200, NO_STORE);
  });
  app.route(MANAGE_RULES, renameRoute, async (c) => {
    const { name } = c.req.valid("json");
    const { id } = c.req.valid("param");
    const account = await accounts.rename(id, { name, by: c.get("principal") });
    changes.publish(account.id);
    return c.json(answer(account), 200, NO_STORE);
  });
  app.route(MANAGE_RULES, removeRoute, async (c) => {
    await removeAccount(deps, c.req.valid("param").id, c.get("principal"));
    return c.json({ ok: true as const }, 200, NO_STORE);
  });
}
