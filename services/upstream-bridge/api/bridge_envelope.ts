import { AppError, type AppErrorOptions } from "packages/platform/errors.ts";
import type { ErrorEnvelope } from "packages/platform/http/error_envelope.ts";
import { BRIDGE_ERRORS } from "services/upstream-bridge/errors.ts";

/** What an error of the bridge may add to the envelope. */
export interface BridgeErrorDetails {
  /** What the upstream answered, without secrets. */
  readonly upstream?: { readonly errcode: string | null; readonly errmsg: string | null };
  /** The send that the error is about. */
  readonly send?: object;
}

/** An error that shows more than its sentence. */
export class BridgeError extends AppError {
  constructor(
    code: keyof typeof BRIDGE_ERRORS,
    readonly shown: BridgeErrorDetails,
    options: AppErrorOptions = {},
  ) {
    super(code, BRIDGE_ERRORS[code], options);
  }
}

/** The error form of every route of the bridge: `{ok: false, error: {code, message, …}}`. The message has all details. */
export const bridgeEnvelope: ErrorEnvelope = (error, { lang, requestId }) => {
  const { code, definition, options } = error;
  const { detail, fields } = options;
  const sentences = [
    definition.message[lang],
    ...detail === undefined ? [] : [`${detail.replace(/\.$/, "")}.`],
    ...(fields ?? []).map(({ name, problem }) => `${name || "body"}: ${problem}.`),
  ];
  const body = {
    ok: false,
    error: {
      code,
      message: sentences.join(" "),
      ...fields !== undefined && { fields },
      ...error instanceof BridgeError && error.shown,
      requestId,
    },
  };
  return Response.json(body, {
    status: definition.status,
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" },
  });
};
