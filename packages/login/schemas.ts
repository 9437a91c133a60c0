import { z } from "@hono/zod-openapi";
import { statusSchema } from "packages/login/attempt.ts";

/** 128 random bits as 32 hex characters. */
export const idSchema = z.string().regex(/^[0-9a-f]{32}$/, "must be 32 hex characters")
  .openapi({ example: "0123456789abcdef0123456789abcdef" });

/** Query parameters that select one attempt; the caller must also be bound to it. */
export const attemptQuerySchema = z.object({ state: idSchema, sessionId: idSchema });

/** The status of an attempt, as `describeAttempt` returns it. */
export const attemptStatusSchema = z.object({
  status: statusSchema,
  version: z.number().int(),
  expiresAt: z.iso.datetime(),
  matchNumber: z.string().optional().openapi({
    description: "While `confirming`: the number to choose on the phone.",
    example: "42",
  }),
  reason: z.string().optional().openapi({
    description: "When `failed`.",
    example: "out_of_scope",
  }),
}).openapi("LoginAttemptStatus");
