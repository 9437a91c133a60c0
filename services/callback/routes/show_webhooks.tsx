import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { choiceFilter, cursorField, textFilter } from "packages/platform/http/list_query.ts";
import { formBody, PAGE } from "packages/platform/http/openapi.ts";
import { parsePageCursor } from "packages/platform/http/page_cursor.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { webhookError } from "services/callback/errors.ts";
import { WebhookPage } from "services/callback/pages/webhooks/webhook_page.tsx";
import { WEBHOOKS_PATH, WebhooksPage } from "services/callback/pages/webhooks/webhooks_page.tsx";
import { requireWebhookId } from "services/callback/routes/webhooks_api.ts";
import { replayWebhook, sendTestWebhook } from "services/callback/webhooks/control_webhooks.ts";
import {
  DELIVERY_STATES,
  readDeliveries,
  readDelivery,
} from "services/callback/webhooks/read_deliveries.ts";

const ROWS = 50;

const listRoute = createRoute({
  method: "get",
  path: WEBHOOKS_PATH,
  summary: "Events for the company's own system as a page",
  request: {
    query: z.object({
      state: choiceFilter(DELIVERY_STATES as unknown as ["waiting"]),
      type: textFilter,
      cursor: cursorField,
    }),
  },
  responses: { 200: PAGE },
});

const readRoute = createRoute({
  method: "get",
  path: `${WEBHOOKS_PATH}/{id}`,
  summary: "One event as a page",
  request: {
    params: z.object({ id: z.string().max(64) }),
    query: z.object({ done: choiceFilter(["replayed", "test"]) }),
  },
  responses: { 200: PAGE, 404: PAGE },
});

const actRoute = createRoute({
  method: "post",
  path: WEBHOOKS_PATH,
  summary: "The pages' buttons: send an event again, or send a test event",
  request: {
    body: formBody(z.object({
      action: z.enum(["replay", "test"]),
      /** The event to send again. */
      id: z.string().max(64).default(""),
    })),
  },
  responses: { 303: { description: "To the page of the event." } },
});

/** `GET /console/webhooks`, `GET /console/webhooks/{id}`, and `POST` for their forms. */
export function showWebhooksRoutes(app: App, deps: CallbackDeps): void {
  const rules = { access: "operator", page: true } as const;
  const { sql, webhookAddress } = deps;
  const options = { referrerPolicy: "strict-origin" } as const;
  app.route(rules, listRoute, async (c) => {
    const { cursor, ...filter } = c.req.valid("query");
    const page = { limit: ROWS, after: parsePageCursor(cursor) };
    const { items, nextCursor } = await readDeliveries(sql, filter, page);
    return deps.renderPage(
      c,
      <WebhooksPage
        items={items}
        nextCursor={nextCursor}
        filter={filter}
        isFirst={cursor === undefined}
        address={webhookAddress}
      />,
      options,
    );
  });
  app.route(rules, readRoute, async (c) => {
    const item = await readDelivery(sql, requireWebhookId(c.req.valid("param").id));
    const { done } = c.req.valid("query");
    // The event that was just sent is recorded within milliseconds.
    if (item === undefined && done !== "test") throw webhookError("webhook_not_found");
    const page = <WebhookPage item={item} done={done} canSend={webhookAddress !== undefined} />;
    return deps.renderPage(c, page, options);
  });
  app.route(rules, actRoute, async (c) => {
    const { action, id } = c.req.valid("form");
    const by = c.get("principal");
    if (action === "replay") await replayWebhook(deps, requireWebhookId(id), by);
    const sent = action === "replay" ? id : await sendTestWebhook(deps, by);
    return c.redirect(
      `${WEBHOOKS_PATH}/${sent}?done=${action === "replay" ? "replayed" : "test"}`,
      303,
    );
  });
}
