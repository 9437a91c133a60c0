import { z } from "zod";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";

const refusalSchema = z.looseObject({
  errcode: z.coerce.number().int().optional(),
  errmsg: z.string().optional(),
});

/**
 * Throws {@link WecomError} when an answer's `errcode` says no; missing or 0 is success. Throws
 * {@link WecomUnreachableError} when it is no answer of WeCom. Source: document paths 90664 and 90313.
 */
export function throwIfRefused(call: string, json: unknown): void {
  const parsed = refusalSchema.safeParse(json);
  if (!parsed.success) throw new WecomUnreachableError(call, "malformed_body", "no errcode");
  const { errcode = 0, errmsg = "" } = parsed.data;
  if (errcode === 0) return;
  throw new WecomError(call, {
    errcode,
    callerIp: /from ip: ([0-9A-Fa-f.:]{2,45})/.exec(errmsg)?.[1],
    hint: /hint: \[(\d{20,30}|\d+_\d+_[0-9a-f]{32})\]/.exec(errmsg)?.[1],
    wrongJson: errmsg.includes("Warning: wrong json format"),
  });
}
