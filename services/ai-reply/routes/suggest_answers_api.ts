import { createRoute, z } from "@hono/zod-openapi";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { jsonBody, refusals } from "packages/platform/http/openapi.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import { pickLang } from "packages/platform/lang.ts";
import { describeError } from "packages/platform/log.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";
import { priorHistory } from "services/ai-reply/domain/prior_history.ts";
import { SUGGESTIONS_MAX } from "services/ai-reply/domain/suggestion_prompt.ts";
import { customerError } from "services/ai-reply/errors.ts";
import { visibleCorpIds } from "services/ai-reply/customers/find_customer.ts";
import { externalUserIdSchema } from "services/ai-reply/routes/customer_schemas.ts";
import { listCustomerMessages } from "services/ai-reply/customers/customer_history.ts";
import { readCustomerName } from "services/ai-reply/customers/customer_store.ts";
import {
  suggestAnswers,
  type SuggestRequest,
} from "services/ai-reply/suggestions/suggest_answers.ts";
import {
  createSuggestionEvents,
  failureCode,
} from "services/ai-reply/suggestions/suggestion_events.ts";

const HISTORY_ITEMS = 20;
const RETRY_SECONDS = 5;

const suggestionSchema = z.object({
  text: z.string(),
  tone: z.enum(["short", "warm", "detailed", "formal", "asking"]),
  sources: z.array(z.object({ title: z.string(), path: z.string() })),
}).openapi("Suggestion");

const route = createRoute({
  method: "post",
  path: "/api/v1/ai-responses",
  summary: "Suggest answers to a customer's message",
  description:
    "Nothing is sent to the customer. With `Accept: text/event-stream` the answers arrive while they grow: " +
    "`suggestion` {index, text}, `done` {index, tone, text, sources, model}, `error` {index, code, message} " +
    "for a failed one, then `end`.",
  request: {
    body: jsonBody(z.object({
      external_userid: externalUserIdSchema,
      content: z.string().trim().min(1).max(4000).openapi({ example: "暑期班还有名额吗？" }),
      count: z.number().int().min(1).max(SUGGESTIONS_MAX).default(3),
    })),
  },
  responses: {
    200: {
      description: "The answers that succeeded, at least one.",
      content: {
        "application/json": {
          schema: z.object({ suggestions: z.array(suggestionSchema), model: z.string() }),
        },
        "text/event-stream": {
          schema: z.string(),
          example: 'event: text\ndata: {"index":0,"text":"有的，"}\n\n',
        },
      },
    },
    ...refusals(400, 503),
  },
});

/** `POST /api/v1/ai-responses` */
export function suggestAnswersRoute(app: App, deps: AiReplyDeps): void {
  const limit = { name: "ai-responses", max: 20, windowMs: 60_000 };
  app.route({ access: "staff", scope: "ai.suggest", limit }, route, async (c) => {
    const { external_userid: externalUserId, content, count } = c.req.valid("json");
    const { model, knowledge } = deps;
    if (model === undefined) throw customerError("ai_model_missing");
    const view = { corpIds: visibleCorpIds(deps.apps, c.get("principal")), externalUserId };
    const [prior, name] = await Promise.all([
      listCustomerMessages(deps.sql, view, { limit: HISTORY_ITEMS }),
      readCustomerName(deps.sql, view),
    ]);
    const request = {
      count,
      name,
      question: content,
      history: priorHistory(prior.items.toReversed(), content),
    };
    const tools = { model, knowledge, log: c.env.log };
    if ((c.req.header("accept") ?? "").includes("text/event-stream")) {
      return streamAnswers(c, tools, request);
    }
    const ends = await suggestAnswers(tools, { ...request, signal: c.req.raw.signal });
    const suggestions = ends.flatMap((end) => end.kind === "done" ? end.suggestion : []);
    const [first] = suggestions;
    if (first === undefined) {
      const refused = ends.some((end) => end.kind === "failed" && end.reason === "refused");
      throw customerError(failureCode(refused ? "refused" : "unavailable"), {
        ...refused ? {} : { retryAfterSeconds: RETRY_SECONDS },
      });
    }
    return c.json(
      {
        suggestions: suggestions.map(({ text, tone, sources }) => ({
          text,
          tone,
          sources: [...sources],
        })),
        model: first.model,
      },
      200,
      NO_STORE,
    );
  });
}

/** Streams the answers as events. When the caller disconnects, the model is stopped. */
function streamAnswers(
  c: HttpContext,
  tools: Parameters<typeof suggestAnswers>[0],
  request: Omit<SuggestRequest, "signal">,
): Response {
  const disconnected = new AbortController();
  const events = createSuggestionEvents(pickLang(c.req.raw, "en"));
  const asking = suggestAnswers(tools, {
    ...request,
    signal: disconnected.signal,
    onText: events.text,
    onEnd: events.ended,
  });
  asking.catch((error) => tools.log.error("suggestions_failed", { error: describeError(error) }))
    .finally(events.close);
  const stream = events.stream();
  const body = new ReadableStream<string>({
    async pull(controller) {
      const { done, value } = await stream.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    // Not `stream.return()`: it would wait for the next event.
    cancel: () => disconnected.abort(),
  });
  return new Response(body.pipeThrough(new TextEncoderStream()), {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    },
  });
}
