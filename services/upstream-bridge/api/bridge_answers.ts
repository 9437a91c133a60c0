import { z } from "@hono/zod-openapi";
import { REFUSAL } from "packages/platform/http/openapi.ts";

const errorSchema = z.object({
  ok: z.literal(false),
  error: z.object({
    code: z.string().openapi({ example: "bridge_wrong_state" }),
    message: z.string().openapi({
      description: "What happened and what to do, in one or two sentences.",
    }),
    fields: z.array(z.object({ name: z.string(), problem: z.string() })).optional(),
    upstream: z.object({ errcode: z.string().nullable(), errmsg: z.string().nullable() })
      .optional().openapi({ description: "What the upstream answered, when it refused." }),
    requestId: z.string(),
  }),
}).openapi("BridgeRefusal");

const refusal = { ...REFUSAL, content: { "application/json": { schema: errorSchema } } };

/** The refusals of a route in the bridge's envelope: those that every route can give, and `statuses`. */
export function bridgeRefusals<S extends number>(...statuses: S[]) {
  const all = [401, 403, 429, ...statuses] as const;
  return Object.fromEntries(all.map((status) => [status, { ...refusal }])) as Record<
    S | 401 | 403 | 429,
    typeof refusal
  >;
}
