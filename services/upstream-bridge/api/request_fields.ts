import { z } from "@hono/zod-openapi";
import { contentProblem } from "services/upstream-bridge/domain/send_content.ts";

const DIGITS = /^[1-9][0-9]{0,19}$/;

/**
 * An id of the upstream: 1 to 20 digits, the first not 0, because one chat must not have two names: limits and mutes are
 * kept by id. A number is accepted while JavaScript holds it exactly; a larger one has lost its last digits by now, and
 * must be sent as a string.
 */
export const idField = z.union([z.string(), z.number()], {
  error: "must be a string of 1 to 20 digits",
}).transform((id, context) => {
  if (Number.isInteger(id) && !Number.isSafeInteger(id)) {
    context.addIssue({
      code: "custom",
      message: "must be a string: the number is too large for JSON",
    });
    return z.NEVER;
  }
  const digits = String(id);
  if (!DIGITS.test(digits)) {
    context.addIssue({ code: "custom", message: "must be 1 to 20 digits, the first not 0" });
    return z.NEVER;
  }
  return digits;
}).openapi({ type: "string", pattern: DIGITS.source, example: "7881300000000042" });

/** The same where an empty text and 0 mean none, as in the seed. */
export const optionalIdField = z.preprocess(
  (id) => id === "" || id === null || String(id) === "0" ? undefined : id,
  idField.optional(),
).openapi({ type: "string", example: "1688000000000017" });

/** The member to sign in. Absent: the one that the account knows. An empty text: another one, on a new device. */
export const vidField = z.union([z.literal(""), optionalIdField], {
  error: "must be empty, or a string of 1 to 20 digits, the first not 0",
}).optional().openapi({
  type: "string",
  description:
    "The member's number at the upstream. Absent: the one that the account knows. Empty: a first sign-in.",
  example: "1688000000000017",
});

/** A flag in one of the seed's forms: true, false, "true", "false", "1", "0", 1, 0. */
export const flagField = z.union([
  z.boolean(),
  z.enum(["true", "false", "1", "0"]),
  z.literal([0, 1]),
], {
  error: 'must be true, false, "true", "false", "1" or "0"',
}).transform((flag) => flag === true || flag === "true" || flag === "1" || flag === 1)
  .openapi({ type: "boolean", example: false });

/** The text to send; it is never changed. */
export const contentField = z.string().superRefine((content, context) => {
  const problem = contentProblem(content);
  if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
}).openapi({ example: "您好，您的订单已发货。" });

/** What makes repetitions of a request one send. */
export const keyField = z.string().trim().regex(
  /^[\x21-\x7e]{1,128}$/,
  "must be 1 to 128 visible ASCII characters",
).openapi({ example: "order-4711" });

/** Which account is meant: one of the two, and with a single account none. */
export const choiceFields = {
  account: z.string().max(64).optional().openapi({
    description: "The id of the account.",
    example: "0193a5d0-1111-7000-8000-00000000000a",
  }),
  uuid: z.string().max(64).optional().openapi({
    description: "The uuid that `init` returned, in place of `account`.",
    example: "9c1f0e5ab7d24c3e8a6f7b1d2e3f4a5b",
  }),
};

/** A text that is empty by default, as the seed's forms send it. */
export const plainField = z.union([z.string().max(256), z.number()]).transform(String).optional()
  .openapi({ type: "string", example: "" });

/** The code that the phone shows. It keeps its leading zeros, so a number is refused. */
export const codeField = z.string().regex(/^[0-9]{6}$/, "must be the 6 digits that the phone shows")
  .openapi({ example: "012345" });
