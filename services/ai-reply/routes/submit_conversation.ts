import { createRoute, z } from "@hono/zod-openapi";
import type { Actor } from "packages/events/audit.ts";
import { AppError } from "packages/platform/errors.ts";
import type { App } from "packages/platform/http/app.ts";
import { formBody } from "packages/platform/http/openapi.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";
import type { ConversationOutcome } from "services/ai-reply/pages/conversations/conversation_page.tsx";
import { unansweredSchema } from "services/ai-reply/routes/control_conversation.ts";
import { requireConversationId } from "services/ai-reply/routes/conversations_api.ts";
import { conversationError } from "services/ai-reply/errors.ts";
import { hasTurn } from "services/ai-reply/conversations/read_history.ts";

const formSchema = z.object({
  id: z.string().max(64),
  action: z.enum(["hand-over", "resume", "retry"]),
  /** With "resume". */
  unanswered: unansweredSchema.default("keep"),
  /** The turn to retry. */
  turn: z.string().max(64).default(""),
});

const route = createRoute({
  method: "post",
  path: "/console/conversations",
  summary: "The page's buttons: take over, hand back, retry",
  request: {
    body: formBody(formSchema),
  },
  responses: {
    303: { description: "Redirect to the conversation's page, which shows what was done." },
  },
});

/** `POST /console/conversations`: the forms of a conversation's page. */
export function submitConversationRoute(app: App, deps: AiReplyDeps): void {
  app.route({ access: "operator", page: true }, route, async (c) => {
    const form = c.req.valid("form");
    const id = requireConversationId(form.id);
    const done = await carryOut(deps, { ...form, id }, c.get("principal"));
    return c.redirect(`/console/conversations/${id}?done=${done}#latest`, 303);
  });
}

async function carryOut(
  { sql, control }: AiReplyDeps,
  { id, action, unanswered, turn }: z.infer<typeof formSchema>,
  by: Actor,
): Promise<ConversationOutcome> {
  if (action === "hand-over") {
    await control.toStaff(id, by);
    return "handedOver";
  }
  if (action === "resume") {
    await control.toBot(id, by, unanswered);
    return unanswered === "answer" ? "answering" : unanswered === "settled" ? "settled" : "resumed";
  }
  if (!await hasTurn(sql, id, turn)) throw conversationError("conversation_not_found");
  try {
    await control.retryTurn(turn, by);
    return "retried";
  } catch (error) {
    // Another operator did it first; the page shows the present state.
    if (error instanceof AppError && error.code === "conversation_turn_not_retryable") {
      return "notDone";
    }
    throw error;
  }
}
