import { z } from "zod";
import type { Text } from "packages/platform/lang.ts";

/** A kind of event: when it is sent, its data, and an example. */
export interface WebhookEvent<S extends z.ZodObject = z.ZodObject> {
  /** When it is sent, in one sentence. */
  readonly text: Text;
  /** Every field has a description. It has no transforms and no phone number field. */
  readonly schema: S;
  readonly example: z.infer<S>;
}

/** Gives an event its type. */
export function defineEvent<S extends z.ZodObject>(
  schema: S,
  text: Text,
  example: z.infer<S>,
): WebhookEvent<S> {
  return { schema, text, example };
}

/** The JSON schema of an event's data. It allows further fields: later versions add some. */
export function jsonSchemaOf({ schema }: Pick<WebhookEvent, "schema">): object {
  return z.toJSONSchema(schema, { io: "input" });
}
