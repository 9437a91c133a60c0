import { createRoute, z } from "@hono/zod-openapi";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { json, listPage, refusals } from "packages/platform/http/openapi.ts";
import { listQuerySchema } from "packages/platform/http/list_query.ts";
import { parsePageCursor } from "packages/platform/http/page_cursor.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";
import {
  conversationDetailSchema,
  conversationSchema,
  describeAct,
  describeConversation,
  describeMessage,
  describeTurn,
} from "services/ai-reply/routes/conversation_schemas.ts";
import {
  listConversations,
  readConversationItem,
} from "services/ai-reply/conversations/list_conversations.ts";
import { conversationError } from "services/ai-reply/errors.ts";
import { readHistory } from "services/ai-reply/conversations/read_history.ts";

const rules = { access: "operator" } as const;

const listRoute = createRoute({
  method: "get",
  path: "/api/v1/conversations",
  summary:
    "Conversations, the most recent message first; with state=waiting, the longest wait first",
  request: {
    query: listQuerySchema.extend({
      mode: z.enum(["bot", "human"]).optional(),
      state: z.enum(["waiting", "trouble"]).optional().openapi({
        description:
          "`waiting`: the customer waits for the AI (`mode=bot`) or a colleague (`mode=human`); the longest wait first. `trouble`: the last answer went wrong.",
      }),
      q: z.string().trim().min(1).max(128).optional().openapi({
        description:
          "The beginning of a person's id, a part of the name, or words of the newest 20,000 messages and 20,000 answers.",
      }),
    }),
  },
  responses: {
    200: listPage(conversationSchema),
    ...refusals(400),
  },
});

const readRoute = createRoute({
  method: "get",
  path: "/api/v1/conversations/{id}",
  summary: "One conversation with its last messages, their answers, and the status of each part",
  request: { params: z.object({ id: z.string().max(64) }), query: listQuerySchema },
  responses: {
    200: json(conversationDetailSchema, "The conversation."),
    ...refusals(400, 404),
  },
});

/** `GET /api/v1/conversations` and `GET /api/v1/conversations/{id}` */
export function readConversationsRoutes(app: App, { sql, clock }: AiReplyDeps): void {
  app.route(rules, listRoute, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid("query");
    const page = { limit, after: parsePageCursor(cursor) };
    const { items, nextCursor } = await listConversations(sql, filter, page);
    return c.json({ items: items.map(describeConversation), nextCursor }, 200, NO_STORE);
  });
  app.route(rules, readRoute, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const id = requireConversationId(c.req.valid("param").id);
    const before = parsePageCursor(cursor);
    const item = await readConversationItem(sql, id);
    if (item === undefined) throw conversationError("conversation_not_found");
    const { messages, turns, acts, nextCursor } = await readHistory(sql, id, { limit, before });
    const history = {
      messages: messages.map((it) => describeMessage(it, clock.now())),
      turns: turns.map(describeTurn),
      acts: acts.map(describeAct),
    };
    return c.json({ ...describeConversation(item), ...history, nextCursor }, 200, NO_STORE);
  });
}

/** Returns the id if it is a UUID. @throws AppError `conversation_not_found` (404) otherwise */
export function requireConversationId(id: string): string {
  if (z.uuid().safeParse(id).success) return id;
  throw conversationError("conversation_not_found");
}
