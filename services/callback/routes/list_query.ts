import { z } from "@hono/zod-openapi";

/** The query parameters of every list. */
export const listQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(256).optional().openapi({
    description: "The nextCursor of the previous page.",
  }),
});
