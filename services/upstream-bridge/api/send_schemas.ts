import { z } from "@hono/zod-openapi";
import type { Send } from "services/upstream-bridge/sends/send.ts";

/** A send as callers see it. */
export const sendSchema = z.object({
  id: z.uuid(),
  status: z.enum(["queued", "sending", "sent", "failed", "unknown", "rejected_later", "dry_run"])
    .openapi({
      description:
        "`sent`: the upstream accepted it. `unknown`: it may have been sent, and is not sent again. `rejected_later`: the recipient refused it afterwards. `dry_run`: recorded only.",
      example: "sent",
    }),
  target: z.string().openapi({ example: "7881300000000042" }),
  isRoom: z.boolean(),
  kfId: z.string().nullable(),
  content: z.string(),
  idempotencyKey: z.string().nullable(),
  requestedBy: z.string().openapi({ example: "machine/crm" }),
  error: z.string().nullable().openapi({
    description: "Why it failed, in one word, such as `not_online` or `upstream_refused`.",
    example: null,
  }),
  errcode: z.string().nullable(),
  errmsg: z.string().nullable(),
  msgId: z.string().nullable().openapi({ example: "1000001" }),
  serverId: z.string().nullable().openapi({ example: "7000001" }),
  sendAt: z.iso.datetime().openapi({ description: "Not sent before, because of the pace." }),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
}).openapi("Send");

/** Describes a send for callers. */
export function describeSend(send: Send): z.infer<typeof sendSchema> {
  const { sendId, accountId: _, sendAt, createdAt, finishedAt, ...rest } = send;
  return {
    id: sendId,
    ...rest,
    sendAt: sendAt.toISOString(),
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
