import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { json } from "packages/platform/http/openapi.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import { selectAccount } from "services/upstream-bridge/accounts/select_account.ts";
import { bridgeRefusals } from "services/upstream-bridge/api/bridge_answers.ts";
import { READ_RULES } from "services/upstream-bridge/api/bridge_rules.ts";
import { choiceFields } from "services/upstream-bridge/api/request_fields.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import { listLog, type LogRow } from "services/upstream-bridge/log/list_log.ts";

const route = createRoute({
  method: "get",
  path: "/api/events",
  summary: "The operators' log, the latest entry first",
  description:
    "What was asked of the upstream, its callbacks and checks that changed something, without secrets and texts of messages. MAX_EVENTS entries are kept for each account. Without `account` and `uuid`: of all accounts.",
  request: {
    query: z.object({
      ...choiceFields,
      stage: z.string().max(64).optional().openapi({ example: "init" }),
      type: z.string().max(64).optional().openapi({
        description: "The `event_type` of an entry.",
        example: "sent",
      }),
      level: z.enum(["info", "warn", "error"]).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().regex(/^\d{1,18}$/, "must be the nextCursor of an earlier page")
        .optional().openapi({ example: "4711" }),
    }),
  },
  responses: {
    200: json(
      z.object({
        ok: z.literal(true),
        events: z.array(z.looseObject({
          id: z.string().openapi({ example: "4711" }),
          time: z.iso.datetime(),
          account: z.uuid().nullable().openapi({
            description: "Null: a callback of an instance that is not ours.",
          }),
          stage: z.string().openapi({ example: "send_text" }),
          event_type: z.string().openapi({ example: "sent" }),
          level: z.enum(["info", "warn", "error"]),
        })),
        nextCursor: z.string().nullable(),
      }),
      "One page.",
    ),
    ...bridgeRefusals(400, 404),
  },
});

/** `GET /api/events` */
export function seedEventsRoute(app: App, deps: BridgeDeps): void {
  app.route(READ_RULES, route, async (c) => {
    const { account, uuid, type, ...query } = c.req.valid("query");
    const isOpen = account === undefined && uuid === undefined;
    const chosen = isOpen ? undefined : await selectAccount(deps, { account, uuid });
    const { items, nextCursor } = await listLog(deps.sql, {
      ...query,
      eventType: type,
      accountId: chosen?.id,
    });
    return c.json({ ok: true as const, events: items.map(describe), nextCursor }, 200, NO_STORE);
  });
}

function describe({ id, createdAt, accountId, stage, eventType, level, payload }: LogRow) {
  return {
    ...payload,
    id,
    time: createdAt.toISOString(),
    account: accountId,
    stage,
    event_type: eventType,
    level,
  };
}
