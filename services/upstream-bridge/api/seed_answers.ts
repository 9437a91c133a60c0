import { z } from "@hono/zod-openapi";
import type { Account } from "services/upstream-bridge/accounts/account_store.ts";
import { isSignedIn } from "services/upstream-bridge/domain/send_rules.ts";

/** What the bridge keeps of an answer of the upstream, in the upstream's words. Never its secrets and others' data. */
export const rawSchema = z.object({
  errcode: z.number().int(),
  errmsg: z.string(),
  data: z.record(z.string(), z.unknown()).nullable(),
}).openapi({ example: { errcode: 0, errmsg: "ok", data: null } });

/** The answer of the upstream to a call that succeeded, as far as the bridge keeps it. */
export function rawAnswer(data: Readonly<Record<string, unknown>> | null = null) {
  return { errcode: 0, errmsg: "ok", data };
}

/** What every step answers about its account. */
export const stepFields = {
  ok: z.literal(true),
  account: z.uuid(),
  uuid: z.string().nullable().openapi({
    description: "A secret: it alone gives control over the instance at the upstream.",
    example: "9c1f0e5ab7d24c3e8a6f7b1d2e3f4a5b",
  }),
  state: z.string().openapi({ example: "qr_pending" }),
  isLogin: z.boolean().openapi({ example: false }),
};

/** The same for an account. Only for callers that may manage it. */
export function describeStep({ id, record }: Account) {
  return {
    ok: true as const,
    account: id,
    uuid: record.uuid,
    state: record.state,
    isLogin: isSignedIn(record.state),
  };
}

/** A QR code as the seed answers it. */
export const qrFields = {
  qrcode: z.string().openapi({
    description: "The picture as a data URI, or its address at the upstream.",
    example: "data:image/jpeg;base64,/9j/4AAQSkZJRg…",
  }),
  qrcodeKey: z.string().openapi({ example: "0123456789ABCDEF0123456789ABCDEF" }),
  qrcodeData: z.string().nullable().openapi({
    description: "The picture as a data URI; null when the upstream sent none.",
    example: "data:image/jpeg;base64,/9j/4AAQSkZJRg…",
  }),
  expiresAt: z.iso.datetime(),
};
