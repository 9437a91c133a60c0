import { createRoute, z } from "@hono/zod-openapi";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { listPage, refusals } from "packages/platform/http/openapi.ts";
import { redact, redactText } from "packages/platform/redact.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { listQuerySchema } from "packages/platform/http/list_query.ts";
import { type FailedJob, readFailedJobs } from "services/callback/failed_jobs/read_failed_jobs.ts";
import {
  removeFailedJob,
  replayFailedJob,
} from "services/callback/failed_jobs/settle_failed_job.ts";
import { deadLetterError } from "services/callback/errors.ts";

const itemSchema = z.object({
  id: z.uuid(),
  queue: z.string().openapi({ description: "The queue in which the job failed." }),
  payload: z.unknown().openapi({
    description: "The job's payload, without phone numbers, e-mail addresses, codes and tokens.",
  }),
  error: z.string().openapi({ description: "The error of the last attempt, one sentence." }),
  attempts: z.number().int(),
  sentAt: z.iso.datetime(),
  failedAt: z.iso.datetime(),
  replays: z.array(z.object({ byName: z.string(), at: z.iso.datetime() })).openapi({
    description: "Who ran the job again before it failed this time, the latest first.",
  }),
}).openapi("DeadLetter");

const idParams = z.object({ id: z.string().max(64) });
const DONE = { description: "Done." };

const listRoute = createRoute({
  method: "get",
  path: "/api/v1/dead-letters",
  summary: "Dead letters: jobs that failed at every attempt, the latest first",
  request: { query: listQuerySchema.extend({ queue: z.string().min(1).max(128).optional() }) },
  responses: {
    200: listPage(itemSchema),
    ...refusals(400),
  },
});

const replayRoute = createRoute({
  method: "post",
  path: "/api/v1/dead-letters/{id}/replay",
  summary: "Send a dead letter again, as a new job with all attempts",
  request: { params: idParams },
  responses: { 204: DONE, ...refusals(404) },
});

const removeRoute = createRoute({
  method: "delete",
  path: "/api/v1/dead-letters/{id}",
  summary: "Delete a dead letter",
  request: { params: idParams },
  responses: { 204: DONE, ...refusals(404) },
});

/** `GET /api/v1/dead-letters`, `POST /api/v1/dead-letters/{id}/replay`, `DELETE /api/v1/dead-letters/{id}` */
export function deadLetterRoutes(app: App, deps: CallbackDeps): void {
  const rules = { access: "operator" } as const;
  app.route(rules, listRoute, async (c) => {
    const { limit, cursor, queue } = c.req.valid("query");
    const { items, nextCursor } = await readFailedJobs(deps, { limit, cursor, queue });
    return c.json({ items: items.map(describe), nextCursor: nextCursor ?? null }, 200, NO_STORE);
  });
  app.route(rules, replayRoute, async (c) => {
    const { id } = c.req.valid("param");
    if (await replayFailedJob(deps, id, c.get("principal"))) return c.body(null, 204);
    throw deadLetterError("dead_letter_not_found");
  });
  app.route(rules, removeRoute, async (c) => {
    const { id } = c.req.valid("param");
    if (await removeFailedJob(deps, id, c.get("principal"))) return c.body(null, 204);
    throw deadLetterError("dead_letter_not_found");
  });
}

/** A dead letter without contact data and secrets. */
function describe(letter: FailedJob) {
  return {
    ...letter,
    payload: redact(letter.payload),
    error: redactText(letter.error),
    replays: letter.replays.map(({ byName, at }) => ({ byName: redactText(byName), at })),
  };
}
