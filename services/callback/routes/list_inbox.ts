import { createRoute, z } from "@hono/zod-openapi";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { listPage, refusals } from "packages/platform/http/openapi.ts";
import { parsePageCursor } from "packages/platform/http/page_cursor.ts";
import { redact } from "packages/platform/redact.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { listQuerySchema } from "packages/platform/http/list_query.ts";
import { INBOX_SOURCES } from "services/callback/inbox/inbox_entry.ts";
import { readInboxPage } from "services/callback/inbox/read_inbox_page.ts";

const name = z.string().min(1).max(128).optional();

const itemSchema = z.object({
  id: z.uuid(),
  app: z.string().openapi({ description: "An app, an AI bot, or an account of the upstream." }),
  source: z.enum(INBOX_SOURCES),
  kind: z.string().openapi({
    description:
      "WeCom's name for the message type or event, or the upstream's type of a callback.",
  }),
  sender: z.string().nullable(),
  sentAt: z.iso.datetime(),
  receivedAt: z.iso.datetime(),
  deliveries: z.number().int().openapi({ description: "How often it was delivered." }),
  content: z.unknown().openapi({
    description: "The parsed message, without phone numbers, e-mail addresses, codes and tokens.",
  }),
}).openapi("InboxItem");

const route = createRoute({
  method: "get",
  path: "/api/v1/inbox",
  summary: "Messages and events from WeCom, the latest first",
  request: {
    query: listQuerySchema.extend({
      app: name,
      kind: name,
      sender: name.openapi({
        description: "The beginning of the sender's id, upper and lower case alike.",
      }),
    }),
  },
  responses: {
    200: listPage(itemSchema),
    ...refusals(400),
  },
});

/** `GET /api/v1/inbox` */
export function listInboxRoute(app: App, { sql }: CallbackDeps): void {
  app.route({ access: "operator" }, route, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid("query");
    const after = parsePageCursor(cursor);
    const { items, nextCursor } = await readInboxPage(sql, filter, { limit, after });
    const shown = items.map((item) => ({ ...item, content: redact(item.content) }));
    return c.json({ items: shown, nextCursor }, 200, NO_STORE);
  });
}
