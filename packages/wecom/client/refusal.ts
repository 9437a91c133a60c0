import { z } from "zod";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";

const refusalSchema = z.looseObject({
  errcode: z.coerce.number().int().optional(),
  errmsg: z.string().optional(),
});

/**
 * Checks the `errcode` of an answer. A missing code or 0 means success. WeCom document paths 90664 and
 * 90313.
 * @throws WecomError when the code is not 0
 * @throws WecomUnreachableError when the JSON is not an answer of WeCom
 */
export function throwIfRefused(call: string, json: unknown): void {
  const parsed = refusalSchema.safeParse(json);
  if (!parsed.success) {
    throw new WecomUnreachableError(call, "malformed_body", "not an object with a numeric errcode");
  }
  const { errcode = 0, errmsg = "" } = parsed.data;
  if (errcode === 0) return;
  throw new WecomError(call, {
    errcode,
    callerIp: /from ip: ([0-9A-Fa-f.:]{2,45})/.exec(errmsg)?.[1],
    hint: /hint: \[(\d{20,30}|\d+_\d+_[0-9a-f]{32})\]/.exec(errmsg)?.[1],
    wrongJson: errmsg.includes("Warning: wrong json format"),
  });
}
