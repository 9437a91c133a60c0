import { createRoute, z } from "@hono/zod-openapi";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { json, jsonBody, refusals } from "packages/platform/http/openapi.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";
import {
  conversationSchema,
  describeConversation,
} from "services/ai-reply/routes/conversation_schemas.ts";
import { requireConversationId } from "services/ai-reply/routes/conversations_api.ts";
import type { Unanswered } from "services/ai-reply/domain/handed_back.ts";
import { conversationError } from "services/ai-reply/errors.ts";
import { readConversationItem } from "services/ai-reply/conversations/list_conversations.ts";
import { hasTurn } from "services/ai-reply/conversations/read_history.ts";

const id = z.string().max(64);

const responses = {
  200: json(conversationSchema, "The conversation as it is now."),
  ...refusals(404),
};

/** What becomes of messages that colleagues have not answered. */
export const unansweredSchema = z.enum(["answer", "keep", "settled"]).openapi({
  description:
    "`answer`: the AI answers them now. `keep`: they stay unanswered, and the list shows it. `settled`: a colleague has answered them where it cannot be seen here. A chat with an AI bot can only be answered at once: there `answer` means `keep`.",
});

const toStaffRoute = createRoute({
  method: "post",
  path: "/api/v1/conversations/{id}/hand-over",
  summary:
    "Take over a conversation: staff answer, the AI does not. No change if staff answer already",
  request: { params: z.object({ id }) },
  responses,
});

const toBotRoute = createRoute({
  method: "post",
  path: "/api/v1/conversations/{id}/resume",
  summary: "Hand a conversation back to the AI",
  description:
    "The AI answers from the next message on. `unanswered` says what becomes of the messages that colleagues have not answered.",
  request: {
    params: z.object({ id }),
    body: {
      ...jsonBody(z.object({ unanswered: unansweredSchema.default("keep") })),
      required: false,
    },
  },
  responses: { ...responses, ...refusals(400) },
});

const retryRoute = createRoute({
  method: "post",
  path: "/api/v1/conversations/{id}/turns/{turnId}/retry",
  summary: "Retry the last answer, which failed",
  request: { params: z.object({ id, turnId: id }) },
  responses: { ...responses, ...refusals(409) },
});

/** `POST /api/v1/conversations/{id}/hand-over`, `…/resume` and `…/turns/{turnId}/retry` */
export function controlConversationRoutes(app: App, { sql, control }: AiReplyDeps): void {
  const rules = { access: "operator" } as const;
  const describe = async (id: string) => {
    const item = await readConversationItem(sql, id);
    if (item === undefined) throw conversationError("conversation_not_found");
    return describeConversation(item);
  };
  app.route(rules, toStaffRoute, async (c) => {
    const { id } = c.req.valid("param");
    await control.toStaff(requireConversationId(id), c.get("principal"));
    return c.json(await describe(id), 200, NO_STORE);
  });
  app.route(rules, toBotRoute, async (c) => {
    const { id } = c.req.valid("param");
    // Without a body the field is absent, in spite of its default.
    const { unanswered = "keep" }: { unanswered?: Unanswered } = c.req.valid("json");
    await control.toBot(requireConversationId(id), c.get("principal"), unanswered);
    return c.json(await describe(id), 200, NO_STORE);
  });
  app.route(rules, retryRoute, async (c) => {
    const { id, turnId } = c.req.valid("param");
    if (!await hasTurn(sql, requireConversationId(id), turnId)) {
      throw conversationError("conversation_not_found");
    }
    await control.retryTurn(turnId, c.get("principal"));
    return c.json(await describe(id), 200, NO_STORE);
  });
}
