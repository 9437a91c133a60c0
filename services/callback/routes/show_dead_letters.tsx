import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { DeadLettersPage } from "services/callback/pages/dead_letters_page.tsx";
import { readDeadLetters } from "services/callback/routes/dead_letters_api.ts";

const PATH = "/console/inbox/dead-letters";
const ROWS = 50;

const queueField = z.string().trim().max(128).optional().transform((value) => value || undefined)
  .openapi({ type: "string" });

const showRoute = createRoute({
  method: "get",
  path: PATH,
  summary: "The dead letters as a page",
  request: {
    query: z.object({
      queue: queueField,
      cursor: z.string().min(1).max(256).optional(),
      done: z.enum(["replayed", "removed", "gone"]).optional().catch(undefined)
        .openapi({ type: "string" }),
    }),
  },
  responses: { 200: PAGE },
});

const settleRoute = createRoute({
  method: "post",
  path: PATH,
  summary: "The page's forms: send a dead letter again, or delete it",
  request: {
    body: {
      required: true,
      content: {
        "application/x-www-form-urlencoded": {
          schema: z.object({
            id: z.string().max(64),
            action: z.enum(["replay", "remove"]),
            queue: queueField,
          }),
        },
      },
    },
  },
  responses: { 303: { description: "Back to the list, which shows the result." } },
});

/** `GET /console/inbox/dead-letters`, and `POST` for its forms. */
export function showDeadLettersRoutes(app: App, deps: CallbackDeps): void {
  const rules = { access: "operator", page: true } as const;
  const { deadLetters } = deps.jobs;
  app.route(rules, showRoute, async (c) => {
    const { queue, cursor, done } = c.req.valid("query");
    const { items, nextCursor } = await readDeadLetters(deadLetters, {
      limit: ROWS,
      cursor,
      queue,
    });
    return deps.renderPage(
      c,
      <DeadLettersPage
        items={items}
        nextCursor={nextCursor}
        queue={queue}
        queues={await deadLetters.queues()}
        done={done}
        isFirst={cursor === undefined}
      />,
      { referrerPolicy: "strict-origin" },
    );
  });
  app.route(rules, settleRoute, async (c) => {
    const { id, action, queue } = c.req.valid("form");
    const isDone = action === "replay"
      ? await deadLetters.replay(id)
      : await deadLetters.remove(id);
    const done = !isDone ? "gone" : action === "replay" ? "replayed" : "removed";
    const query = new URLSearchParams({ ...queue === undefined ? {} : { queue }, done });
    return c.redirect(`${PATH}?${query}`, 303);
  });
}
