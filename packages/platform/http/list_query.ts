import { z } from "@hono/zod-openapi";

/** The cursor of a list. */
export const cursorField = z.string().min(1).max(256).optional().openapi({
  description: "The nextCursor of the previous page.",
  example: "eyJhdCI6MX0",
});

/** The query parameters of every list of the API. */
export const listQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: cursorField,
});

/** A text filter of a page. An empty field does not filter: forms send empty fields, too. */
export const textFilter = z.string().trim().max(128).optional()
  .transform((value) => value || undefined).openapi({ type: "string" });

/** One of a few values in the address of a page. An unknown value counts as absent: people edit addresses. */
export function choiceFilter<T extends string>(values: readonly [T, ...T[]]) {
  return z.enum(values).optional().catch(undefined).openapi({ type: "string" });
}
