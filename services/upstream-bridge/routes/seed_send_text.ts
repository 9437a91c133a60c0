import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { httpError } from "packages/platform/http/errors.ts";
import { json, jsonBody } from "packages/platform/http/openapi.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import { selectAccount } from "services/upstream-bridge/accounts/select_account.ts";
import { bridgeRefusals } from "services/upstream-bridge/api/bridge_answers.ts";
import { SEND_RULES } from "services/upstream-bridge/api/bridge_rules.ts";
import {
  choiceFields,
  contentField,
  flagField,
  idField,
  keyField,
  optionalIdField,
} from "services/upstream-bridge/api/request_fields.ts";
import { rawAnswer, rawSchema } from "services/upstream-bridge/api/seed_answers.ts";
import { describeSend, sendSchema } from "services/upstream-bridge/api/send_schemas.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import { chooseKey, keyHeader, sendOrRefuse } from "services/upstream-bridge/routes/sends_api.ts";
import { isFinished, type Send } from "services/upstream-bridge/sends/send.ts";

const requestSchema = z.object({
  send_userid: z.string(),
  isRoom: z.boolean(),
  kf_id: z.string().nullable(),
  content: z.string(),
});

const answer = z.object({
  ok: z.literal(true),
  account: z.uuid(),
  request: requestSchema,
  send: sendSchema,
  raw: rawSchema.nullable().openapi({
    description: "Null when the upstream was not asked: dry-run mode, or still queued.",
  }),
});

const route = createRoute({
  method: "post",
  path: "/api/send-text",
  summary: "Send a text",
  description: "As POST /api/v1/accounts/{id}/messages/text, with the seed's names.",
  request: {
    headers: keyHeader,
    body: jsonBody(z.object({
      ...choiceFields,
      send_userid: idField.optional().openapi({
        description: "The contact, or the room when `isRoom`.",
        example: "7881300000000042",
      }),
      sendUserid: idField.optional(),
      kf_id: optionalIdField.optional(),
      kfId: optionalIdField.optional(),
      isRoom: flagField.optional(),
      content: contentField,
      idempotencyKey: keyField.optional(),
    })),
  },
  responses: {
    200: json(answer, "It was sent, or in dry-run mode recorded."),
    202: json(answer, "It is `queued` or `sending`."),
    ...bridgeRefusals(400, 404, 409, 502, 503, 504),
  },
});

/** `POST /api/send-text` */
export function seedSendTextRoute(app: App, deps: BridgeDeps): void {
  app.route(SEND_RULES, route, async (c) => {
    const { account, uuid, isRoom = false, content, ...body } = c.req.valid("json");
    const target = body.send_userid ?? body.sendUserid;
    if (target === undefined) {
      throw httpError("request_invalid", {
        fields: [{ name: "send_userid", problem: "is missing" }],
      });
    }
    const { id } = await selectAccount(deps, { account, uuid });
    const send = await sendOrRefuse(c, deps, id, {
      target,
      isRoom,
      content,
      kfId: body.kf_id ?? body.kfId ?? null,
      idempotencyKey: chooseKey(c.req.valid("header")["idempotency-key"], body.idempotencyKey),
    });
    const answered = {
      ok: true as const,
      account: id,
      request: { send_userid: target, isRoom, kf_id: send.kfId, content },
      send: describeSend(send),
      raw: rawOf(send),
    };
    return isFinished(send) ? c.json(answered, 200, NO_STORE) : c.json(answered, 202, NO_STORE);
  });
}

function rawOf({ status, msgId, serverId, target, isRoom }: Send) {
  if (status !== "sent" && status !== "rejected_later") return null;
  return rawAnswer({
    msg_id: msgId,
    server_id: serverId,
    receiver: target,
    is_room: Number(isRoom),
    msgtype: 2,
  });
}
