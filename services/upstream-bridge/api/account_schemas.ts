import { z } from "@hono/zod-openapi";
import { ACCOUNT_STATES, OFFLINE_REASONS } from "services/upstream-bridge/domain/account.ts";

const time = z.iso.datetime().nullable();

/** An account as callers see it; `accounts/account_view.ts` makes it. */
export const accountSchema = z.object({
  id: z.uuid(),
  name: z.string().openapi({ example: "客服一号" }),
  state: z.enum(ACCOUNT_STATES).openapi({ example: "online" }),
  reason: z.enum(OFFLINE_REASONS).nullable().openapi({
    description: "Why it is `offline`. docs/upstream-bridge.md says what to do.",
    example: null,
  }),
  isOnline: z.boolean().openapi({ description: "`online` or `suspect`.", example: true }),
  needs: z.enum(["scan", "code"]).nullable().openapi({
    description: "What a person has to do now.",
    example: null,
  }),
  restrictedAt: time.openapi({ description: "Since when nothing is sent.", example: null }),
  mutedUntil: time.openapi({
    description: "Until when nothing is sent to a chat with a program that answers each message.",
    example: null,
  }),
  vid: z.string().nullable().openapi({ example: "1688000000000017" }),
  corpId: z.string().nullable().openapi({ example: "1970320000000001" }),
  profile: z.object({
    nickname: z.string(),
    realname: z.string(),
    corpName: z.string(),
    avatar: z.string(),
    maskedMobile: z.string(),
  }).nullable(),
  uuid: z.string().nullable().openapi({
    description: "The first characters of the uuid of its instance.",
    example: "9c1f0e…",
  }),
  generation: z.number().int().openapi({ description: "Counts its instances." }),
  qrExpiresAt: time,
  lastError: z.string().nullable().openapi({ example: null }),
  lastCheckedAt: time,
  onlineSince: time,
  stateSince: z.iso.datetime(),
  callbackRegisteredAt: time,
  reconnect: z.object({ attempts: z.number().int(), nextAt: time }),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).openapi("UpstreamAccount");

/** One account in an answer. */
export const accountAnswerSchema = z.object({ ok: z.literal(true), account: accountSchema });

/** The path parameter of an account. */
export const accountParams = z.object({
  id: z.string().max(64).openapi({ example: "0193a5d0-1111-7000-8000-00000000000a" }),
});
