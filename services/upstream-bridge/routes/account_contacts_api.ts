import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { json } from "packages/platform/http/openapi.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import { accountParams } from "services/upstream-bridge/api/account_schemas.ts";
import { bridgeRefusals } from "services/upstream-bridge/api/bridge_answers.ts";
import { READ_RULES } from "services/upstream-bridge/api/bridge_rules.ts";
import {
  contactsRequest,
  cursorField,
  externalPageSchema,
  innerPageSchema,
  limitField,
} from "services/upstream-bridge/api/contact_schemas.ts";
import { failureError } from "services/upstream-bridge/api/upstream_errors.ts";
import { readContacts } from "services/upstream-bridge/contacts/read_contacts.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";

const route = createRoute({
  method: "get",
  path: "/api/v1/accounts/{id}/contacts",
  summary: "One page of an account's contacts, read from the upstream now",
  description:
    "Telephone numbers are masked. The last page has no nextCursor; a page may have fewer items than `limit`.",
  request: {
    params: accountParams,
    query: z.object({
      kind: z.enum(["inner", "external"]).openapi({
        description: "`inner`: colleagues and departments. `external`: customers.",
        example: "external",
      }),
      limit: limitField,
      cursor: cursorField,
    }),
  },
  responses: {
    200: json(
      z.union([
        z.object({ ok: z.literal(true), kind: z.literal("external") }).extend(
          externalPageSchema.shape,
        ),
        z.object({ ok: z.literal(true), kind: z.literal("inner") }).extend(innerPageSchema.shape),
      ]),
      "One page.",
    ),
    ...bridgeRefusals(400, 404, 409, 502, 503, 504),
  },
});

/** `GET /api/v1/accounts/{id}/contacts` */
export function accountContactsRoute(app: App, deps: BridgeDeps): void {
  app.route(READ_RULES, route, async (c) => {
    const { kind, limit, cursor } = c.req.valid("query");
    const account = await deps.accounts.get(c.req.valid("param").id);
    const { inner, external } = await readContacts(deps, account, {
      [kind]: contactsRequest(kind, { limit, cursor }),
    });
    const result = (inner ?? external)!;
    if (!result.ok) throw failureError(result.failure);
    return c.json({ ok: true, kind, ...result.page } as never, 200, NO_STORE);
  });
}
