import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { httpError } from "packages/platform/http/errors.ts";
import { listQuerySchema } from "packages/platform/http/list_query.ts";
import { json, jsonBody } from "packages/platform/http/openapi.ts";
import { parsePageCursor } from "packages/platform/http/page_cursor.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import { accountParams } from "services/upstream-bridge/api/account_schemas.ts";
import { bridgeRefusals } from "services/upstream-bridge/api/bridge_answers.ts";
import { READ_RULES, SEND_RULES } from "services/upstream-bridge/api/bridge_rules.ts";
import {
  contentField,
  flagField,
  idField,
  keyField,
  optionalIdField,
} from "services/upstream-bridge/api/request_fields.ts";
import { describeSend, sendSchema } from "services/upstream-bridge/api/send_schemas.ts";
import { sendError } from "services/upstream-bridge/api/upstream_errors.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import { listSends } from "services/upstream-bridge/sends/list_sends.ts";
import { isFinished, type Send } from "services/upstream-bridge/sends/send.ts";
import { sendText } from "services/upstream-bridge/sends/send_text.ts";

/** The header that makes repetitions of a request one send; the field `idempotencyKey` does the same. */
export const keyHeader = z.object({ "idempotency-key": keyField.optional() });

const answer = json(z.object({ ok: z.literal(true), send: sendSchema }), "Its outcome.");

const sendRoute = createRoute({
  method: "post",
  path: "/api/v1/accounts/{id}/messages/text",
  summary: "Send a text",
  description:
    "Waits up to 15 s for the outcome. A repetition with the same `Idempotency-Key` gets the outcome of the first request and sends nothing.",
  request: {
    params: accountParams,
    headers: keyHeader,
    body: jsonBody(z.object({
      target: idField.openapi({ description: "The contact, or the room when `isRoom`." }),
      isRoom: flagField.optional(),
      kfId: optionalIdField.optional().openapi({
        description: "Only for a reply as a customer-service account.",
        example: "25600000000000013",
      }),
      content: contentField,
      idempotencyKey: keyField.optional(),
    })),
  },
  responses: {
    200: { ...answer, description: "`sent`, or in dry-run mode `dry_run`." },
    202: { ...answer, description: "It is `queued` or `sending`: read the list of sends later." },
    ...bridgeRefusals(400, 404, 409, 502, 503, 504),
  },
});

const listRoute = createRoute({
  method: "get",
  path: "/api/v1/accounts/{id}/sends",
  summary: "What was sent with an account, the latest first",
  request: {
    params: accountParams,
    query: listQuerySchema.extend({ status: sendSchema.shape.status.optional() }),
  },
  responses: {
    200: json(
      z.object({
        ok: z.literal(true),
        items: z.array(sendSchema),
        nextCursor: z.string().nullable(),
      }),
      "One page.",
    ),
    ...bridgeRefusals(400, 404),
  },
});

/** `POST /api/v1/accounts/{id}/messages/text`, `GET /api/v1/accounts/{id}/sends` */
export function sendsRoutes(app: App, deps: BridgeDeps): void {
  app.route(SEND_RULES, sendRoute, async (c) => {
    const { id } = await deps.accounts.get(c.req.valid("param").id);
    const { isRoom = false, kfId = null, ...order } = c.req.valid("json");
    const idempotencyKey = chooseKey(
      c.req.valid("header")["idempotency-key"],
      order.idempotencyKey,
    );
    const send = await sendOrRefuse(c, deps, id, { ...order, isRoom, kfId, idempotencyKey });
    const body = { ok: true as const, send: describeSend(send) };
    return isFinished(send) ? c.json(body, 200, NO_STORE) : c.json(body, 202, NO_STORE);
  });
  app.route(READ_RULES, listRoute, async (c) => {
    const { id: accountId } = await deps.accounts.get(c.req.valid("param").id);
    const { limit, cursor, status } = c.req.valid("query");
    const page = { limit, after: parsePageCursor(cursor) };
    const { items, nextCursor } = await listSends(deps.sql, { accountId, status }, page);
    return c.json({ ok: true as const, items: items.map(describeSend), nextCursor }, 200, NO_STORE);
  });
}

/** The key of a request from its header or its body. @throws AppError 400 when they differ */
export function chooseKey(header: string | undefined, body: string | undefined): string | null {
  if (header !== undefined && body !== undefined && header !== body) {
    throw httpError("request_invalid", {
      fields: [{ name: "idempotencyKey", problem: "differs from the header Idempotency-Key" }],
    });
  }
  return header ?? body ?? null;
}

/** Sends a text and returns it with its outcome, or still open. @throws AppError when it failed or its outcome is unknown */
export async function sendOrRefuse(
  c: HttpContext,
  deps: BridgeDeps,
  accountId: string,
  order: Parameters<typeof sendText>[2],
): Promise<Send> {
  const send = await sendText(deps, accountId, order, c.get("principal"), c.req.raw.signal);
  const error = sendError(send, describeSend(send));
  if (error !== undefined) throw error;
  return send;
}
