import type { Context } from "hono";
import type { z } from "zod";

/** A request to the control API that cannot be used; answered with 400. */
export class ControlError extends Error {
  constructor(message: string, readonly problems: string[]) {
    super(message);
  }
}

/** The request's JSON body as `schema` wants it. Throws a `ControlError` that names every problem. */
export async function readControlJson<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  const result = schema.safeParse(await c.req.json().catch(rejectBody));
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join(".")}: ${message}` : message
  );
  throw new ControlError("Cannot use the body: it does not have the documented shape", problems);
}

function rejectBody(): never {
  throw new ControlError("Cannot read the body: it is not JSON", []);
}
