import { APIConnectionError, APIError } from "openai/core/error";
import { ModelRefusedError } from "services/ai-reply/model/model.ts";

/** Why a provider did not answer. `configuration`: an operator must correct its key, address or model. */
export type FailureKind =
  | "configuration"
  | "request refused"
  | "rate limit"
  | "no balance"
  | "server error"
  | "unreachable"
  | "first chunk too late"
  | "silent for too long"
  | "answer took too long"
  | "answer cut off"
  | "malformed answer"
  | "empty answer";

/** One provider gave no answer; the next one may. Contains neither question nor answer. */
export class ProviderFailure extends Error {
  override readonly name = "ProviderFailure";

  constructor(
    readonly kind: FailureKind,
    readonly details: { readonly status?: number; readonly retryAfterMs?: number } = {},
  ) {
    super(details.status === undefined ? kind : `${kind} (HTTP ${details.status})`);
  }
}

/** Error codes and messages of providers whose filter refused question or answer. */
const REFUSED =
  /content[ _](exists[ _]risk|filter|policy)|data_inspection_failed|inappropriate content|sensitive content/i;

/**
 * Turns an exception of the call into a ProviderFailure, or a ModelRefusedError if the provider's filter refused. `nowMs`
 * is needed for a Retry-After that is a date.
 */
export function classifyFailure(error: unknown, nowMs: number): Error {
  if (error instanceof ProviderFailure || error instanceof ModelRefusedError) return error;
  if (error instanceof SyntaxError) return new ProviderFailure("malformed answer");
  if (error instanceof APIConnectionError) return new ProviderFailure("unreachable");
  // Any other error while the body is read is a broken connection.
  if (!(error instanceof APIError)) return new ProviderFailure("answer cut off");
  if (REFUSED.test(`${error.code} ${error.type} ${error.message}`)) {
    return new ModelRefusedError("Cannot answer: the provider's filter has refused the question");
  }
  const { status } = error;
  // An error in the middle of a stream has no status.
  if (status === undefined) return new ProviderFailure("server error");
  const retryAfterMs = readRetryAfter(error.headers?.get("retry-after") ?? null, nowMs);
  return new ProviderFailure(kindOf(status), {
    status,
    ...retryAfterMs === undefined ? {} : { retryAfterMs },
  });
}

function kindOf(status: number): FailureKind {
  if (status === 429) return "rate limit";
  if (status === 402) return "no balance";
  if (status >= 500 || status === 408 || status === 409) return "server error";
  // These codes are about one question; all others are about key, address or model.
  return status === 400 || status === 413 || status === 422 ? "request refused" : "configuration";
}

/** The longest rest that a provider can request. */
const MAX_RETRY_AFTER_MS = 300_000;

/** Milliseconds of a Retry-After in seconds or as a date (RFC 9110 section 10.2.3). */
function readRetryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return ms > 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : undefined;
}
