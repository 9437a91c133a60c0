import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { json, jsonBody } from "packages/platform/http/openapi.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import { selectAccount } from "services/upstream-bridge/accounts/select_account.ts";
import { bridgeRefusals } from "services/upstream-bridge/api/bridge_answers.ts";
import { READ_RULES } from "services/upstream-bridge/api/bridge_rules.ts";
import {
  contactsRequest,
  cursorField,
  externalPageSchema,
  innerPageSchema,
  limitField,
} from "services/upstream-bridge/api/contact_schemas.ts";
import { choiceFields } from "services/upstream-bridge/api/request_fields.ts";
import { describeFailure, failureError } from "services/upstream-bridge/api/upstream_errors.ts";
import { maskUuid } from "services/upstream-bridge/accounts/account_view.ts";
import { type PageResult, readContacts } from "services/upstream-bridge/contacts/read_contacts.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";

const part = z.object({ limit: limitField, cursor: cursorField, strSeq: cursorField }).optional();

const errorSchema = z.object({ code: z.string(), message: z.string() }).loose();
const requestSchema = z.object({ limit: z.number().int(), cursor: z.string().nullable() });

const route = createRoute({
  method: "post",
  path: "/api/contacts",
  summary: "One page of the colleagues and one of the external contacts",
  description:
    "Both lists are read at the same time. When one fails, it has `error` in place of its items, and `partial` is true. `strSeq` is the seed's name of `cursor`.",
  request: {
    body: {
      ...jsonBody(z.object({
        ...choiceFields,
        inner: part,
        external: part,
        innerLimit: limitField,
        innerStrSeq: cursorField,
        externalLimit: limitField,
        externalStrSeq: cursorField,
      })),
      required: false,
    },
  },
  responses: {
    200: json(
      z.object({
        ok: z.literal(true),
        partial: z.boolean(),
        account: z.uuid(),
        uuid: z.string().nullable().openapi({ example: "9c1f0e…" }),
        request: z.object({ inner: requestSchema, external: requestSchema }),
        summary: z.object({ innerCount: z.number().int(), externalCount: z.number().int() }),
        inner: innerPageSchema.or(z.object({ error: errorSchema })),
        external: externalPageSchema.or(z.object({ error: errorSchema })),
      }),
      "Both pages.",
    ),
    ...bridgeRefusals(400, 404, 409, 502, 503, 504),
  },
});

/** `POST /api/contacts` */
export function seedContactsRoute(app: App, deps: BridgeDeps): void {
  app.route(READ_RULES, route, async (c) => {
    const body = c.req.valid("json") ?? {};
    const wanted = {
      inner: contactsRequest("inner", {
        limit: body.inner?.limit ?? body.innerLimit,
        cursor: body.inner?.cursor ?? body.inner?.strSeq ?? body.innerStrSeq,
      }, "inner.cursor"),
      external: contactsRequest("external", {
        limit: body.external?.limit ?? body.externalLimit,
        cursor: body.external?.cursor ?? body.external?.strSeq ?? body.externalStrSeq,
      }, "external.cursor"),
    };
    const account = await selectAccount(deps, body);
    const pages = await readContacts(deps, account, wanted);
    const [inner, external] = [pages.inner!, pages.external!];
    if (!inner.ok && !external.ok) throw failureError(inner.failure);
    const answer = {
      ok: true,
      partial: !inner.ok || !external.ok,
      account: account.id,
      uuid: maskUuid(account.record.uuid),
      request: { inner: describe(wanted.inner), external: describe(wanted.external) },
      summary: {
        innerCount: inner.ok ? inner.page.members.length : 0,
        externalCount: external.ok ? external.page.items.length : 0,
      },
      inner: pageOrError(inner),
      external: pageOrError(external),
    };
    return c.json(answer as never, 200, NO_STORE);
  });
}

function describe({ limit, cursor }: { limit: number; cursor: string | undefined }) {
  return { limit, cursor: cursor ?? null };
}

function pageOrError<P>(result: PageResult<P>) {
  return result.ok ? result.page : { error: describeFailure(result.failure) };
}
