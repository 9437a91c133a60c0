import { z } from "@hono/zod-openapi";

/** `application/problem+json`, RFC 9457. */
const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  requestId: z.string(),
}).openapi("Problem");

/** A JSON body in an OpenAPI answer. */
export function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** A page in an OpenAPI answer. */
export const PAGE = { description: "A page.", content: { "text/html": { schema: z.string() } } };
/** A refusal in an OpenAPI answer. */
export const REFUSAL = {
  description: "A refusal.",
  content: { "application/problem+json": { schema: problemSchema } },
};
