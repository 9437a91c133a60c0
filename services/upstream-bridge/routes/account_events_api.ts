import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import { viewAccount } from "services/upstream-bridge/accounts/account_view.ts";
import { accountParams } from "services/upstream-bridge/api/account_schemas.ts";
import { bridgeRefusals } from "services/upstream-bridge/api/bridge_answers.ts";
import { READ_RULES } from "services/upstream-bridge/api/bridge_rules.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import { createEventPlaces } from "services/upstream-bridge/events/event_places.ts";
import { describeEvent, eventStream } from "services/upstream-bridge/events/event_stream.ts";
import { lastEventNumber, listEvents } from "services/upstream-bridge/events/list_events.ts";

const eventNumber = z.string().regex(/^\d{1,18}$/, "must be the seq of an event: digits");

const eventSchema = z.object({
  id: z.uuid(),
  seq: z.string().openapi({ example: "4711" }),
  accountId: z.uuid(),
  type: z.string().openapi({ example: "account.online" }),
  at: z.iso.datetime(),
  data: z.record(z.string(), z.unknown()),
  isReplay: z.boolean().openapi({ description: "The upstream repeated history." }),
}).openapi("UpstreamEvent");

const STREAM_EXAMPLE = "id: 4711\nevent: account.online\n" +
  'data: {"id":"0193a5d0-3333-7000-8000-00000000000d","seq":"4711","type":"account.online"}\n\n';

const request = {
  query: z.object({
    after: eventNumber.optional().openapi({
      description: "Only events behind this seq. A stream without it begins now.",
      example: "4700",
    }),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  headers: z.object({ "last-event-id": eventNumber.optional().openapi({ example: "4700" }) }),
};

const description =
  "With `Accept: text/event-stream` the answer is a stream that begins behind `Last-Event-ID` or `after`. " +
  "Its event `account` has the present form of an account, at the start and after each change; `account_removed` its id. " +
  "Otherwise it is one page, the oldest first: continue with `after` = the last `seq`.";

const responses = {
  200: {
    description: "Events.",
    content: {
      "application/json": {
        schema: z.object({ ok: z.literal(true), items: z.array(eventSchema) }),
      },
      "text/event-stream": { schema: z.string(), example: STREAM_EXAMPLE },
    },
  },
  ...bridgeRefusals(400, 503),
};

const allRoute = createRoute({
  method: "get",
  path: "/api/v1/accounts/events",
  summary: "What happened to all accounts",
  description,
  request,
  responses,
});

const oneRoute = createRoute({
  method: "get",
  path: "/api/v1/accounts/{id}/events",
  summary: "What happened to one account",
  description,
  request: { ...request, params: accountParams },
  responses: { ...responses, ...bridgeRefusals(404) },
});

/** `GET /api/v1/accounts/events`, `GET /api/v1/accounts/{id}/events` */
export function accountEventsRoutes(app: App, deps: BridgeDeps): void {
  const places = createEventPlaces();
  app.route(READ_RULES, allRoute, async (c) => {
    const asked = { ...c.req.valid("query"), lastId: c.req.valid("header")["last-event-id"] };
    return await answerEvents(c, { ...deps, places }, undefined, asked) as never;
  });
  app.route(READ_RULES, oneRoute, async (c) => {
    const { id } = await deps.accounts.get(c.req.valid("param").id);
    const asked = { ...c.req.valid("query"), lastId: c.req.valid("header")["last-event-id"] };
    return await answerEvents(c, { ...deps, places }, id, asked) as never;
  });
}

/** What a caller asks for. */
interface Asked {
  readonly after?: string | undefined;
  readonly lastId: string | undefined;
  readonly limit: number;
}

async function answerEvents(
  c: HttpContext,
  deps: BridgeDeps & { readonly places: ReturnType<typeof createEventPlaces> },
  accountId: string | undefined,
  { after, lastId, limit }: Asked,
): Promise<Response> {
  if (!(c.req.header("accept") ?? "").includes("text/event-stream")) {
    const events = await listEvents(deps.sql, { accountId, after: after ?? "0", limit });
    return c.json({ ok: true, items: events.map(describeEvent) }, 200, NO_STORE);
  }
  const free = deps.places.take(c.get("principal").subject);
  try {
    const start = lastId ?? after ?? await lastEventNumber(deps.sql, { accountId });
    return new Response(openStream(deps, accountId, start, free, c.req.raw.signal), {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      },
    });
  } catch (error) {
    free();
    throw error;
  }
}

/** The place is free as soon as the client is away; a generator that waits would notice at its next step only. */
function openStream(
  deps: BridgeDeps,
  accountId: string | undefined,
  after: string,
  free: () => void,
  request: AbortSignal,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const left = new AbortController();
  const leave = () => {
    left.abort();
    free();
  };
  request.addEventListener("abort", leave);
  async function readAccounts() {
    const now = deps.clock.now();
    const accounts = accountId === undefined
      ? await deps.accounts.list()
      : [await deps.accounts.find(accountId)].filter((account) => account !== undefined);
    return accounts.map((account) => viewAccount(account, now));
  }
  const events = eventStream(deps, { accountId, after, signal: left.signal, readAccounts });
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await events.next();
        if (!done) return controller.enqueue(encoder.encode(value));
      } catch (error) {
        deps.log.error("event_stream_failed", { error: String(error) });
      }
      leave();
      controller.close();
    },
    cancel: leave,
  });
}
