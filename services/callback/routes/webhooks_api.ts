import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { listQuerySchema } from "packages/platform/http/list_query.ts";
import { json, listPage, refusals } from "packages/platform/http/openapi.ts";
import { parsePageCursor } from "packages/platform/http/page_cursor.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import { redact } from "packages/platform/redact.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { webhookError } from "services/callback/errors.ts";
import { replayWebhook, sendTestWebhook } from "services/callback/webhooks/control_webhooks.ts";
import {
  DELIVERY_STATES,
  readDeliveries,
  readDelivery,
} from "services/callback/webhooks/read_deliveries.ts";

const time = z.iso.datetime();

const itemSchema = z.object({
  id: z.uuid().openapi({ description: "The receiver gets it as `webhook-id`." }),
  type: z.string().openapi({ example: "message.received" }),
  state: z.enum(DELIVERY_STATES).openapi({
    description:
      "`waiting`: not delivered yet. `failed`: given up after a day. `gone`: the receiver answered 410.",
  }),
  timestamp: time.openapi({ description: "When the event happened." }),
  recordedAt: time,
  attempts: z.number().int(),
  nextAttemptAt: time.nullable(),
  endedAt: time.nullable(),
  lastStatus: z.number().int().nullable().openapi({
    description: "The status of the last answer; null if there was none.",
  }),
  lastError: z.string().nullable(),
}).openapi("Webhook");

const detailSchema = itemSchema.extend({
  data: z.unknown().openapi({
    description: "The event's data, without phone numbers, e-mail addresses, codes and tokens.",
  }),
  lastAttempts: z.array(z.object({
    number: z.number().int(),
    at: time,
    durationMs: z.number().int(),
    status: z.number().int().nullable(),
    error: z.string().nullable(),
  })).openapi({ description: "The last 50 attempts, the latest first." }),
}).openapi("WebhookDetail");

const idParams = z.object({ id: z.string().max(64) });

const listRoute = createRoute({
  method: "get",
  path: "/api/v1/webhooks",
  summary: "Events for the company's own system, and how their delivery is going; the latest first",
  request: {
    query: listQuerySchema.extend({
      state: z.enum(DELIVERY_STATES).optional(),
      type: z.string().min(1).max(128).optional(),
    }),
  },
  responses: { 200: listPage(itemSchema), ...refusals(400) },
});

const readRoute = createRoute({
  method: "get",
  path: "/api/v1/webhooks/{id}",
  summary: "One event with its data and attempts",
  request: { params: idParams },
  responses: { 200: json(detailSchema, "The event."), ...refusals(404) },
});

const replayRoute = createRoute({
  method: "post",
  path: "/api/v1/webhooks/{id}/replay",
  summary: "Send an event again, delivered or not, with the same id",
  request: { params: idParams },
  responses: { 204: { description: "It is sent soon." }, ...refusals(404, 409) },
});

const testRoute = createRoute({
  method: "post",
  path: "/api/v1/webhooks/test",
  summary: "Send the test event `webhook.test`",
  responses: {
    202: json(z.object({ id: z.uuid() }), "It is sent soon; its id."),
    ...refusals(409),
  },
});

/** `GET /api/v1/webhooks`, `GET /api/v1/webhooks/{id}`, `POST …/{id}/replay`, `POST /api/v1/webhooks/test` */
export function webhookRoutes(app: App, deps: CallbackDeps): void {
  const rules = { access: "operator" } as const;
  const { sql } = deps;
  app.route(rules, testRoute, async (c) => {
    const id = await sendTestWebhook(deps, c.get("principal"));
    return c.json({ id }, 202, NO_STORE);
  });
  app.route(rules, listRoute, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid("query");
    const page = { limit, after: parsePageCursor(cursor) };
    const { items, nextCursor } = await readDeliveries(sql, filter, page);
    return c.json({ items: [...items], nextCursor }, 200, NO_STORE);
  });
  app.route(rules, readRoute, async (c) => {
    const delivery = await readDelivery(sql, requireWebhookId(c.req.valid("param").id));
    if (delivery === undefined) throw webhookError("webhook_not_found");
    const { data, lastAttempts, ...item } = delivery;
    const shown = { ...item, data: redact(data), lastAttempts: [...lastAttempts] };
    return c.json(shown, 200, NO_STORE);
  });
  app.route(rules, replayRoute, async (c) => {
    await replayWebhook(deps, requireWebhookId(c.req.valid("param").id), c.get("principal"));
    return c.body(null, 204);
  });
}

/** Returns the id if it is a UUID. @throws AppError `webhook_not_found` (404) otherwise */
export function requireWebhookId(id: string): string {
  if (z.uuid().safeParse(id).success) return id;
  throw webhookError("webhook_not_found");
}
