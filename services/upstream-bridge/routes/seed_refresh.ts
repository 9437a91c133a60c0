import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { json, jsonBody } from "packages/platform/http/openapi.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import { maskUuid } from "services/upstream-bridge/accounts/account_view.ts";
import { selectAccount } from "services/upstream-bridge/accounts/select_account.ts";
import { bridgeRefusals } from "services/upstream-bridge/api/bridge_answers.ts";
import { MANAGE_RULES } from "services/upstream-bridge/api/bridge_rules.ts";
import { choiceFields } from "services/upstream-bridge/api/request_fields.ts";
import { runStep } from "services/upstream-bridge/api/run_step.ts";
import { describeStep, stepFields } from "services/upstream-bridge/api/seed_answers.ts";
import { failureError } from "services/upstream-bridge/api/upstream_errors.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import { bridgeError } from "services/upstream-bridge/errors.ts";
import type { InstanceStatus } from "services/upstream-bridge/upstream/values.ts";

const statusSchema = z.object({
  uuid: z.string().openapi({ example: "9c1f0e…" }),
  loginType: z.number().nullable().openapi({ description: "2 and above: signed in.", example: 2 }),
  isLogin: z.boolean().nullable(),
  longLinkState: z.string().nullable().openapi({ example: "CONNECTED" }),
  vid: z.string().nullable(),
  corpId: z.string().nullable(),
  profile: z.record(z.string(), z.string()).nullable(),
});

const route = createRoute({
  method: "post",
  path: "/api/refresh-run-client",
  summary: "Ask the upstream for the state of an account, and for the list of instances",
  description:
    "Instances that are not ours are only counted. The account follows what the upstream says, as with the regular checks.",
  request: { body: { ...jsonBody(z.object(choiceFields)), required: false } },
  responses: {
    200: json(
      z.object({
        ...stepFields,
        request: z.object({ uuid: z.string().nullable() }),
        getRunClient: z.object({
          ours: z.array(statusSchema),
          othersCount: z.number().int(),
        }).nullable().openapi({ description: "Null: the upstream gives no list." }),
        getRunClientByUuid: statusSchema,
      }),
      "What the upstream says.",
    ),
    ...bridgeRefusals(400, 404, 409, 502, 503, 504),
  },
});

/** `POST /api/refresh-run-client` */
export function seedRefreshRoute(app: App, deps: BridgeDeps): void {
  app.route(MANAGE_RULES, route, async (c) => {
    const { upstream } = deps;
    if (upstream === undefined) throw bridgeError("bridge_upstream_missing");
    const account = await selectAccount(deps, c.req.valid("json") ?? {});
    const after = await runStep(deps, account, { kind: "check_now" }, c.get("principal"));
    const { uuid } = after.record;
    if (uuid === null) {
      throw bridgeError("bridge_wrong_state", { detail: "The account has no instance: call init" });
    }
    const ours = new Set(
      (await deps.accounts.list()).flatMap(({ record }) => record.uuid ?? []),
    );
    const [one, list] = await Promise.all([
      upstream.status({ uuid }),
      upstream.listRunning({ ours }),
    ]);
    if (!one.ok) throw failureError(one);
    const answer = {
      ...describeStep(after),
      request: { uuid: maskUuid(uuid) },
      getRunClient: list.ok
        ? {
          ours: list.value.ours.map((each) => describe(each.uuid, each)),
          othersCount: list.value.othersCount,
        }
        : null,
      getRunClientByUuid: describe(uuid, one.value),
    };
    return c.json(answer, 200, NO_STORE);
  });
}

function describe(uuid: string, status: InstanceStatus) {
  return {
    uuid: maskUuid(uuid)!,
    loginType: status.loginType,
    isLogin: status.isLoggedIn,
    longLinkState: status.link,
    vid: status.vid,
    corpId: status.corpId,
    profile: status.profile === null ? null : { ...status.profile },
  };
}
