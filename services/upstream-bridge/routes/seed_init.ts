import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { json, jsonBody } from "packages/platform/http/openapi.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { Account } from "services/upstream-bridge/accounts/account_store.ts";
import { findChosenAccount } from "services/upstream-bridge/accounts/select_account.ts";
import { bridgeRefusals } from "services/upstream-bridge/api/bridge_answers.ts";
import { MANAGE_RULES } from "services/upstream-bridge/api/bridge_rules.ts";
import { proxyOf, vidAndProxyFields } from "services/upstream-bridge/api/proxy_fields.ts";
import { choiceFields } from "services/upstream-bridge/api/request_fields.ts";
import { runStep } from "services/upstream-bridge/api/run_step.ts";
import {
  describeStep,
  rawAnswer,
  rawSchema,
  stepFields,
} from "services/upstream-bridge/api/seed_answers.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import { bridgeError } from "services/upstream-bridge/errors.ts";
import type { Actor } from "packages/events/audit.ts";

const route = createRoute({
  method: "post",
  path: "/api/init",
  summary: "Step 1: make an instance at the upstream",
  description:
    "Without `account` and `uuid`: for the account with this `vid`, else for the only one, else for a new one. The seed's misspelt `passward` and `deverType` are accepted, too.",
  request: {
    body: { ...jsonBody(z.object({ ...choiceFields, ...vidAndProxyFields })), required: false },
  },
  responses: {
    200: json(z.object({ ...stepFields, init: rawSchema }), "The new instance."),
    ...bridgeRefusals(400, 404, 409, 502, 503, 504),
  },
});

/** `POST /api/init` */
export function seedInitRoute(app: App, deps: BridgeDeps): void {
  app.route(MANAGE_RULES, route, async (c) => {
    if (deps.upstream === undefined) throw bridgeError("bridge_upstream_missing");
    // Without a body all fields are absent.
    const { account, uuid, vid, ...proxy } = c.req.valid("json") ?? {};
    const by = c.get("principal");
    const chosen = account === undefined && uuid === undefined
      ? await findOrCreate(deps, vid, by)
      : (await findChosenAccount(deps, { account, uuid }))!;
    const command = { kind: "init", ...vid !== undefined && { vid }, ...proxyOf(proxy) } as const;
    const after = await runStep(deps, chosen, command, by);
    const init = rawAnswer({ uuid: after.record.uuid, is_login: "false" });
    return c.json({ ...describeStep(after), init }, 200, NO_STORE);
  });
}

/** The account with this vid, else the only one that may be meant, else a new one. */
async function findOrCreate(
  { accounts, sql }: BridgeDeps,
  vid: string | undefined,
  by: Actor,
): Promise<Account> {
  const all = await accounts.list();
  if (vid !== undefined && vid !== "") {
    const known = all.find(({ record }) => record.vid === vid);
    if (known !== undefined) return known;
    // An account that was never signed in may become anyone's.
    const free = all.filter(({ record }) => record.vid === null);
    return free.length === 1 && all.length === 1 ? free[0]! : await create(accounts, all, by);
  }
  return await findChosenAccount({ sql, accounts }, {}) ?? await create(accounts, all, by);
}

async function create(
  accounts: BridgeDeps["accounts"],
  all: readonly Account[],
  by: Actor,
): Promise<Account> {
  return await accounts.create({ name: `账号 ${all.length + 1}`, by });
}
