import type { AppError } from "packages/platform/errors.ts";
import type { CommandResult } from "services/upstream-bridge/domain/account_inputs.ts";
import { bridgeError } from "services/upstream-bridge/errors.ts";
import { BridgeError } from "services/upstream-bridge/api/bridge_envelope.ts";
import { isFinished, type Send } from "services/upstream-bridge/sends/send.ts";
import type { UpstreamFailure } from "services/upstream-bridge/upstream/outcome.ts";

/** The breaker tries the upstream again this often. */
const RETRY_SECONDS = 30;

/** The error for a call of the upstream that failed. */
export function failureError(failure: UpstreamFailure): AppError {
  const { kind, errcode, message } = failure;
  if (errcode !== undefined) {
    const upstream = { errcode: String(errcode), errmsg: message };
    return new BridgeError("bridge_upstream_refused", { upstream });
  }
  if (kind === "timeout") return bridgeError("bridge_upstream_timeout");
  if (kind === "unclear") {
    const upstream = { errcode: null, errmsg: message };
    return new BridgeError("bridge_upstream_refused", { upstream });
  }
  return bridgeError("bridge_upstream_unavailable", { retryAfterSeconds: RETRY_SECONDS });
}

/** A failed call as a part of an answer. */
export function describeFailure(failure: UpstreamFailure) {
  const error = failureError(failure);
  return {
    code: error.code,
    message: error.definition.message.en,
    ...error instanceof BridgeError && error.shown,
  };
}

/** Runs a CheckCode. @throws AppError `bridge_code_refused` when the upstream refused the code */
export async function codeRefusal<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof BridgeError) || error.code !== "bridge_upstream_refused") throw error;
    throw new BridgeError("bridge_code_refused", error.shown);
  }
}

/** Passes when a command succeeded. @throws AppError that says why it did not */
export function requireDone(result: CommandResult): void {
  if (result.ok) return;
  const { code, message, errcode } = result;
  switch (code) {
    case "wrong_state":
      throw bridgeError("bridge_wrong_state", { detail: message });
    case "limited":
      throw bridgeError("bridge_limited", { detail: message, retryAfterSeconds: 60 });
    case "upstream_unavailable":
      throw bridgeError("bridge_upstream_unavailable", { retryAfterSeconds: RETRY_SECONDS });
    case "upstream_refused":
      throw new BridgeError("bridge_upstream_refused", {
        upstream: { errcode: errcode ?? null, errmsg: message },
      });
  }
}

const LOCAL_FAILURES = {
  sending_disabled: "bridge_sending_disabled",
  restricted: "bridge_account_restricted",
  muted: "bridge_account_muted",
  not_online: "bridge_account_not_online",
  expired: "bridge_send_expired",
} as const;

/** The error for a send that did not reach its recipient, or may not have; undefined for any other. */
export function sendError(send: Send, shown: object): AppError | undefined {
  const { status, error, errcode, errmsg } = send;
  if (!isFinished(send)) return undefined;
  if (status === "unknown") return new BridgeError("bridge_send_unknown", { send: shown });
  if (status !== "failed") return undefined;
  if (error !== null && Object.hasOwn(LOCAL_FAILURES, error)) {
    return new BridgeError(LOCAL_FAILURES[error as keyof typeof LOCAL_FAILURES], { send: shown });
  }
  if (error === "upstream_refused") {
    const upstream = { errcode, errmsg };
    return new BridgeError("bridge_upstream_refused", { upstream, send: shown });
  }
  return new BridgeError("bridge_upstream_unavailable", { send: shown }, {
    retryAfterSeconds: RETRY_SECONDS,
  });
}
