import { z } from "@hono/zod-openapi";
import { flowSchema, statusSchema } from "packages/login/attempt.ts";
import { isRelativePath } from "services/auth/domain/redirect_target.ts";

/** The path to go to after signing in. */
export const redirectSchema = z.string().refine(isRelativePath, "must be a path such as /orders")
  .openapi({ example: "/orders" });

/** A new attempt. */
export const newAttemptSchema = z.object({
  state: z.string(),
  sessionId: z.string(),
  flow: flowSchema,
  loginUrl: z.url().openapi({
    description: "Where the browser goes (hosted, inapp), or what the QR code holds (own).",
  }),
  qr: z.string().optional().openapi({ description: "SVG data URL (own)." }),
  status: statusSchema,
  version: z.number().int(),
  expiresAt: z.iso.datetime(),
  pollAfterMs: z.number().int(),
}).openapi("LoginAttempt");

/** The tokens that a redeemed attempt, a refresh or an account login returns. */
export const tokensSchema = z.object({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.number().int().openapi({ description: "Seconds." }),
  refresh_token: z.string().optional().openapi({
    description: "Only for clients with a verifier.",
  }),
  member: z.object({ subject: z.string(), name: z.string(), roles: z.array(z.string()) }),
}).openapi("Grant");
