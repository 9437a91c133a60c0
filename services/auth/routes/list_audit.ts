import { createRoute, z } from "@hono/zod-openapi";
import { AUDIT_ACTIONS } from "packages/events/audit_event.ts";
import type { App } from "packages/platform/http/app.ts";
import { listQuerySchema } from "packages/platform/http/list_query.ts";
import { listPage, refusals } from "packages/platform/http/openapi.ts";
import { parsePageCursor } from "packages/platform/http/page_cursor.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import { redactText } from "packages/platform/redact.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { type AuditItem, listActs } from "services/auth/audit/audit_store.ts";

const text = z.string().trim().min(1).max(128).optional();
const time = z.iso.datetime({ offset: true }).optional();

const itemSchema = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  actor: z.string().openapi({
    description:
      "The person's subject: `<corpid>/<userid>`, `local/<name>`; `shell` for a command on a server.",
  }),
  actorName: z.string().openapi({ description: "The name that the person had." }),
  action: z.string().openapi({
    description: `One of ${Object.keys(AUDIT_ACTIONS).map((name) => `\`${name}\``).join(", ")}.`,
    example: "conversation.hand_over",
  }),
  thing: z.string().openapi({
    description: "What it was done to, as kind and id.",
    example: "conversation/019a1b2c-3d4e-7f50-8a9b-0c1d2e3f4a5b",
  }),
  detail: z.string().nullable().openapi({
    description: "One word about how it was done, such as the queue of a job.",
  }),
}).openapi("AuditItem");

const route = createRoute({
  method: "get",
  path: "/api/v1/audit",
  summary: "What people did, the latest first",
  description:
    "Kept for RETENTION_DAYS_AUDIT days. Contains no texts of messages, telephone numbers or secrets.",
  request: {
    query: listQuerySchema.extend({
      person: text.openapi({
        description: "The beginning of a subject, of the userid in it, or of a name, in any case.",
      }),
      action: text,
      thing: text.openapi({ description: "`<kind>`, `<kind>/<id>`, or `<id>`." }),
      from: time.openapi({ description: "From this time on." }),
      to: time.openapi({ description: "Before this time." }),
    }),
  },
  responses: { 200: listPage(itemSchema), ...refusals(400) },
});

/** `GET /api/v1/audit`: for operators. */
export function listAuditRoute(app: App, { sql }: Pick<AuthDeps, "sql">): void {
  app.route({ access: "operator" }, route, async (c) => {
    const { limit, cursor, from, to, ...filter } = c.req.valid("query");
    const { items, nextCursor } = await listActs(
      sql,
      { ...filter, from: toDate(from), to: toDate(to) },
      { limit, after: parsePageCursor(cursor) },
    );
    return c.json({ items: items.map(describe), nextCursor }, 200, NO_STORE);
  });
}

function toDate(time: string | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}

/** People may have telephone numbers in their names. */
function describe(item: AuditItem) {
  return { ...item, actorName: redactText(item.actorName) };
}
