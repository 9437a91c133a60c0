import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import { choiceFilter, cursorField, textFilter } from "packages/platform/http/list_query.ts";
import { parsePageCursor } from "packages/platform/http/page_cursor.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";
import { ConversationPage } from "services/ai-reply/pages/conversations/conversation_page.tsx";
import { ConversationsPage } from "services/ai-reply/pages/conversations/conversations_page.tsx";
import { requireConversationId } from "services/ai-reply/routes/conversations_api.ts";
import { conversationError } from "services/ai-reply/errors.ts";
import {
  listConversations,
  readConversationItem,
} from "services/ai-reply/conversations/list_conversations.ts";
import { countAnswerable } from "services/ai-reply/conversations/hand_back.ts";
import { readHistory } from "services/ai-reply/conversations/read_history.ts";

const ROWS = 50;
const MESSAGES = 50;

const listRoute = createRoute({
  method: "get",
  path: "/console/conversations",
  summary: "Conversations as a page",
  request: {
    query: z.object({
      mode: choiceFilter(["bot", "human"]),
      state: choiceFilter(["waiting", "trouble"]),
      q: textFilter,
      cursor: cursorField,
    }),
  },
  responses: { 200: PAGE },
});

const readRoute = createRoute({
  method: "get",
  path: "/console/conversations/{id}",
  summary: "One conversation as a page",
  request: {
    params: z.object({ id: z.string().max(64) }),
    query: z.object({
      cursor: cursorField,
      done: choiceFilter([
        "handedOver",
        "resumed",
        "answering",
        "settled",
        "retried",
        "notDone",
      ]),
    }),
  },
  responses: { 200: PAGE, 404: PAGE },
});

/** `GET /console/conversations` and `GET /console/conversations/{id}` */
export function showConversationsRoutes(app: App, deps: AiReplyDeps): void {
  const rules = { access: "operator", page: true } as const;
  const { sql, renderPage } = deps;
  app.route(rules, listRoute, async (c) => {
    const { cursor, ...filter } = c.req.valid("query");
    const after = parsePageCursor(cursor);
    const { items, nextCursor } = await listConversations(sql, filter, { limit: ROWS, after });
    return renderPage(
      c,
      <ConversationsPage
        items={items}
        nextCursor={nextCursor}
        filter={filter}
        isFirst={cursor === undefined}
      />,
      { referrerPolicy: "strict-origin" },
    );
  });
  app.route(rules, readRoute, async (c) => {
    const { cursor, done } = c.req.valid("query");
    const id = requireConversationId(c.req.valid("param").id);
    const before = parsePageCursor(cursor);
    const item = await readConversationItem(sql, id);
    if (item === undefined) throw conversationError("conversation_not_found");
    const [history, answerable] = await Promise.all([
      readHistory(sql, id, { limit: MESSAGES, before }),
      item.staffAwaitedSince === null ? 0 : countAnswerable(sql, item),
    ]);
    return renderPage(
      c,
      <ConversationPage
        item={item}
        history={history}
        answerable={answerable}
        done={done}
        isLatest={cursor === undefined}
      />,
      { referrerPolicy: "strict-origin" },
    );
  });
}
