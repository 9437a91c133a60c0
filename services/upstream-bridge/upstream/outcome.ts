/**
 * How a call failed.
 *
 * No usable answer, so nothing is known about the login:
 * - `unavailable`: network, HTTP status 300 and above, or a body that is not a JSON object
 * - `timeout`: no complete answer in time
 * - `breaker_open`: not sent, because the upstream failed several times in a row
 *
 * An answer that says no (`errcode` is not 0):
 * - `second_verify`: -11025, a second verification is demanded
 * - `not_logged_in`: 500 or 实例未登录, the instance is not logged in
 * - `code_not_needed`: CheckCode found nothing to verify; whether the account is online is for a probe to find out
 * - `rejected`: any other code
 *
 * An answer without sense:
 * - `unclear`: no code where nothing else shows success, or success without what the call must deliver
 */
export type FailureKind =
  | "unavailable"
  | "timeout"
  | "breaker_open"
  | "second_verify"
  | "not_logged_in"
  | "code_not_needed"
  | "rejected"
  | "unclear";

/** A call that did not succeed. */
export interface UpstreamFailure {
  readonly ok: false;
  readonly kind: FailureKind;
  /** The upstream's code. */
  readonly errcode?: number;
  /** The upstream's message, or a sentence of ours. Without uuid, code, key, password and telephone numbers. */
  readonly message: string;
  /** The HTTP status, when it was 300 or above. */
  readonly httpStatus?: number;
  /**
   * Whether the upstream may have carried out the request: then the outcome of a send is unknown. False when it certainly
   * did not, such as after a refused connection or an answer that says no.
   */
  readonly mayHaveArrived: boolean;
  /** The whole answer, with telephone numbers masked; absent when there is none. */
  readonly raw?: unknown;
}

/** A call that succeeded. */
export interface UpstreamSuccess<T> {
  readonly ok: true;
  readonly value: T;
  /** The whole answer, with telephone numbers masked. It may contain secrets: never log it. Absent for lists of instances. */
  readonly raw?: unknown;
}

export type Outcome<T> = UpstreamSuccess<T> | UpstreamFailure;
