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

/**
 * The refusals of a route, by status. 401 and 403 need not be named where the access rule gives them: the document gets
 * them from the rule.
 */
export function refusals<S extends number>(...statuses: S[]) {
  return Object.fromEntries(statuses.map((status) => [status, REFUSAL])) as Record<
    S,
    typeof REFUSAL
  >;
}

/** A page of a list in an OpenAPI answer. */
export function listPage<S extends z.ZodType>(item: S) {
  return json(z.object({ items: z.array(item), nextCursor: z.string().nullable() }), "One page.");
}

/** The JSON body of a request. */
export function jsonBody<S extends z.ZodType>(schema: S) {
  return { required: true, content: { "application/json": { schema } } } as const;
}

/** The body of a request that a form posts. */
export function formBody<S extends z.ZodType>(schema: S) {
  return { required: true, content: { "application/x-www-form-urlencoded": { schema } } } as const;
}
