import { createRoute, z } from "@hono/zod-openapi";
import { createAudit } from "packages/events/audit.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { json, jsonBody, listPage, refusals } from "packages/platform/http/openapi.ts";
import { listQuerySchema } from "packages/platform/http/list_query.ts";
import { parsePageCursor } from "packages/platform/http/page_cursor.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";
import { customerError } from "services/ai-reply/errors.ts";
import {
  findCustomer,
  type FoundCustomer,
  visibleCorpIds,
} from "services/ai-reply/customers/find_customer.ts";
import {
  customerMessageSchema,
  customerParams,
  customerPatchSchema,
  customerSchema,
  describeCustomer,
  describeCustomerMessage,
} from "services/ai-reply/routes/customer_schemas.ts";
import {
  listCustomerConversations,
  listCustomerMessages,
} from "services/ai-reply/customers/customer_history.ts";
import { readMemberNames } from "services/ai-reply/members/member_names.ts";
import { listCustomerNotes } from "services/ai-reply/customers/customer_notes.ts";
import {
  isCustomerStored,
  setCustomerTags,
  thingOf,
} from "services/ai-reply/customers/customer_store.ts";

const PATH = "/api/v1/users/{id}";

const getRoute = createRoute({
  method: "get",
  path: PATH,
  summary: "A customer's profile",
  description:
    "From WeCom, stored for a day. If WeCom is unreachable, the stored profile. Members see customers of their own corp.",
  request: {
    params: customerParams,
    query: z.object({
      refresh: z.literal("1").optional().openapi({ description: "Fetch it from WeCom now." }),
    }),
  },
  responses: {
    200: json(customerSchema, "The customer."),
    ...refusals(404, 502, 503),
  },
});

const patchRoute = createRoute({
  method: "patch",
  path: PATH,
  summary: "Change a customer's tags",
  description: "Our own tags, which WeCom does not see.",
  request: {
    params: customerParams,
    body: jsonBody(customerPatchSchema),
  },
  responses: { 200: json(customerSchema, "The customer."), ...refusals(404) },
});

const historyRoute = createRoute({
  method: "get",
  path: `${PATH}/history`,
  summary: "Messages from and to a customer",
  description: "Of all conversations, newest first.",
  request: {
    params: customerParams,
    query: listQuerySchema,
  },
  responses: {
    200: listPage(customerMessageSchema),
    ...refusals(404),
  },
});

/** `GET /api/v1/users/{id}` */
export function getCustomerRoute(app: App, deps: AiReplyDeps): void {
  app.route({ access: "staff" }, getRoute, async (c) => {
    const found = await findCustomer(deps, c.get("principal"), c.req.valid("param").id, {
      refresh: c.req.valid("query").refresh === "1",
      log: c.env.log,
    });
    return c.json(describeCustomer(found, await readAround(deps, found)), 200, NO_STORE);
  });
}

/** `PATCH /api/v1/users/{id}` */
export function updateCustomerRoute(app: App, deps: AiReplyDeps): void {
  const audit = createAudit(deps);
  app.route({ access: "staff" }, patchRoute, async (c) => {
    const { tags } = c.req.valid("json");
    const by = c.get("principal");
    const found = await findCustomer(deps, by, c.req.valid("param").id, { log: c.env.log });
    await deps.sql.begin(async (tx) => {
      await setCustomerTags(tx, found.key, tags, new Date(deps.clock.now()));
      await audit.record(tx, { by, action: "customer.tags", thing: thingOf(found.key) });
    });
    const changed = { ...found, customer: { ...found.customer, tags } };
    return c.json(describeCustomer(changed, await readAround(deps, found)), 200, NO_STORE);
  });
}

/** Reads what is shown with a customer: the notes, and the names of the members who have added the customer. */
async function readAround({ sql }: AiReplyDeps, { key, customer }: FoundCustomer) {
  const [notes, memberNames] = await Promise.all([
    listCustomerNotes(sql, key),
    readMemberNames(sql, key.corpId, customer.followers.map(({ userId }) => userId)),
  ]);
  return { notes, memberNames };
}

/** `GET /api/v1/users/{id}/history`. Does not call WeCom, so that it answers at once. */
export function listCustomerHistoryRoute(app: App, deps: AiReplyDeps): void {
  app.route({ access: "staff" }, historyRoute, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const view = {
      corpIds: visibleCorpIds(deps.apps, c.get("principal")),
      externalUserId: c.req.valid("param").id,
    };
    const after = parsePageCursor(cursor);
    const { items, nextCursor } = await listCustomerMessages(deps.sql, view, { limit, after });
    if (items.length === 0 && after === undefined) await requireKnown(deps, view);
    return c.json({ items: items.map(describeCustomerMessage), nextCursor }, 200, NO_STORE);
  });
}

/** An empty history may mean that the customer is unknown. @throws AppError `customer_not_found` (404) */
async function requireKnown(
  deps: AiReplyDeps,
  view: { corpIds: readonly string[]; externalUserId: string },
): Promise<void> {
  const [conversations, isStored] = await Promise.all([
    listCustomerConversations(deps.sql, view),
    isCustomerStored(deps.sql, view),
  ]);
  if (conversations.length === 0 && !isStored) throw customerError("customer_not_found");
}
