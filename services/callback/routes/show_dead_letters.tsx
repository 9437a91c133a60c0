import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { formBody, PAGE } from "packages/platform/http/openapi.ts";
import { choiceFilter, cursorField, textFilter } from "packages/platform/http/list_query.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { DeadLettersPage } from "services/callback/pages/dead_letters_page.tsx";
import { readFailedJobs } from "services/callback/failed_jobs/read_failed_jobs.ts";
import {
  removeFailedJob,
  replayFailedJob,
} from "services/callback/failed_jobs/settle_failed_job.ts";

const PATH = "/console/inbox/dead-letters";
const ROWS = 50;

const showRoute = createRoute({
  method: "get",
  path: PATH,
  summary: "The dead letters as a page",
  request: {
    query: z.object({
      queue: textFilter,
      cursor: cursorField,
      done: choiceFilter(["replayed", "removed", "gone"]),
    }),
  },
  responses: { 200: PAGE },
});

const settleRoute = createRoute({
  method: "post",
  path: PATH,
  summary: "The page's forms: send a dead letter again, or delete it",
  request: {
    body: formBody(z.object({
      id: z.string().max(64),
      action: z.enum(["replay", "remove"]),
      queue: textFilter,
    })),
  },
  responses: { 303: { description: "Back to the list, which shows the result." } },
});

/** `GET /console/inbox/dead-letters`, and `POST` for its forms. */
export function showDeadLettersRoutes(app: App, deps: CallbackDeps): void {
  const rules = { access: "operator", page: true } as const;
  const { deadLetters } = deps.jobs;
  app.route(rules, showRoute, async (c) => {
    const { queue, cursor, done } = c.req.valid("query");
    const page = { limit: ROWS, cursor, queue };
    const { items, nextCursor } = await readFailedJobs(deps, page);
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
    const settle = action === "replay" ? replayFailedJob : removeFailedJob;
    const isDone = await settle(deps, id, c.get("principal"));
    const done = !isDone ? "gone" : action === "replay" ? "replayed" : "removed";
    const query = new URLSearchParams({ ...queue === undefined ? {} : { queue }, done });
    return c.redirect(`${PATH}?${query}`, 303);
  });
}
