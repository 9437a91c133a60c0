import { createRoute, z } from "@hono/zod-openapi";
import { AppError } from "packages/platform/errors.ts";
import type { App } from "packages/platform/http/app.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";
import type { ConversationOutcome } from "services/ai-reply/pages/conversations/conversation_page.tsx";
import { requireConversationId } from "services/ai-reply/routes/conversations_api.ts";
import { conversationError } from "services/ai-reply/errors.ts";
import { hasTurn } from "services/ai-reply/stores/read_history.ts";

const formSchema = z.object({
  id: z.string().max(64),
  action: z.enum(["hand-over", "resume", "retry"]),
  /** What is to be tried again. */
  turn: z.string().max(64).default(""),
});

const route = createRoute({
  method: "post",
  path: "/console/conversations",
  summary: "The page's buttons: take over, hand back, try again",
  request: {
    body: {
      required: true,
      content: { "application/x-www-form-urlencoded": { schema: formSchema } },
    },
  },
  responses: { 303: { description: "Back to the conversation, which says what has been done." } },
});

/** `POST /console/conversations`: the forms of a conversation's page. */
export function submitConversationRoute(app: App, deps: AiReplyDeps): void {
  app.route({ access: "operator", page: true }, route, async (c) => {
    const form = c.req.valid("form");
    const id = requireConversationId(form.id);
    const done = await carryOut(deps, { ...form, id }, c.get("principal").subject);
    return c.redirect(`/console/conversations/${id}?done=${done}#latest`, 303);
  });
}

async function carryOut(
  { sql, takeOver }: AiReplyDeps,
  { id, action, turn }: z.infer<typeof formSchema>,
  by: string,
): Promise<ConversationOutcome> {
  if (action === "hand-over") {
    await takeOver.handOver(id, by);
    return "handedOver";
  }
  if (action === "resume") {
    await takeOver.resume(id, by);
    return "resumed";
  }
  if (!await hasTurn(sql, id, turn)) throw conversationError("conversation_not_found");
  try {
    await takeOver.retryTurn(turn, by);
    return "retried";
  } catch (error) {
    // Somebody else was quicker; the page shows how it stands.
    if (error instanceof AppError && error.code === "conversation_turn_not_retryable") {
      return "notDone";
    }
    throw error;
  }
}
