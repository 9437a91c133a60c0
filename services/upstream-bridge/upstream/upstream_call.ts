import { createCircuitBreaker } from "packages/platform/circuit_breaker.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import { createCallObserver } from "packages/platform/telemetry.ts";
import { joinUrl } from "packages/wecom/join_url.ts";
import type { WireRecord } from "services/upstream-bridge/domain/wire_fields.ts";
import { CallError } from "services/upstream-bridge/upstream/call_error.ts";
import { exchange } from "services/upstream-bridge/upstream/exchange.ts";
import type { Outcome, UpstreamFailure } from "services/upstream-bridge/upstream/outcome.ts";
import {
  type AnswerReader,
  cleanMessage,
  readAnswer,
} from "services/upstream-bridge/upstream/read_answer.ts";

/** What the client needs. One client, with one circuit breaker, serves all accounts of a process. */
export interface UpstreamClientOptions {
  readonly fetch: typeof globalThis.fetch;
  /** May have a path. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Multiplies all time limits, for tests. Default 1. */
  readonly timeoutFactor?: number;
}

/** One call of the upstream. */
export interface UpstreamAsk<T> extends AnswerReader<T> {
  /** The last part of the path, as the upstream spells it. */
  readonly action: string;
  /** The same action under the name of the other dialect. */
  readonly otherAction?: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
  /** Repeated once after a network failure. */
  readonly isRead?: boolean;
  /** The answer contains data of other accounts, so the outcome has no `raw`. */
  readonly hidesRaw?: boolean;
}

/** Makes a call; every failure of the upstream is an outcome. */
export type UpstreamCall = <T>(ask: UpstreamAsk<T>) => Promise<Outcome<T>>;

const NOT_FOUND = 404;

/** Makes the function that all calls of one process share. */
export function createUpstreamCall(options: UpstreamClientOptions): UpstreamCall {
  const { fetch, baseUrl, clock, log, timeoutFactor = 1 } = options;
  const observe = createCallObserver("upstream");
  const breaker = createCircuitBreaker({
    clock,
    failuresToOpen: 3,
    restMs: 30_000,
    shareWindowMs: 60_000,
  });
  /** The names that worked, by the first name. */
  const workingNames = new Map<string, string>();

  async function tryOnce<T>(ask: UpstreamAsk<T>, action: string): Promise<Outcome<T>> {
    const startedAt = clock.now();
    let answer: WireRecord | undefined;
    try {
      const value = await observe(action, async () => {
        const url = joinUrl(baseUrl, `/wxwork/${action}`);
        const timeoutMs = ask.timeoutMs * timeoutFactor;
        answer = await exchange(fetch, { url, body: ask.body, timeoutMs });
        return readAnswer(answer, ask);
      });
      return { ok: true, value, ...rawOf(ask, answer) };
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      const message = cleanMessage(error.failure.message, ask.body);
      const failure = { ...error.failure, message, ...rawOf(ask, answer) };
      logFailure(log, action, failure, clock.now() - startedAt);
      return failure;
    }
  }

  async function tryTwice<T>(ask: UpstreamAsk<T>, action: string): Promise<Outcome<T>> {
    const outcome = await tryOnce(ask, action);
    return ask.isRead && isWorthRepeating(outcome) ? await tryOnce(ask, action) : outcome;
  }

  async function tryBothNames<T>(ask: UpstreamAsk<T>): Promise<Outcome<T>> {
    const { action, otherAction } = ask;
    if (otherAction === undefined) return await tryTwice(ask, action);
    const first = workingNames.get(action) ?? action;
    const outcome = await tryTwice(ask, first);
    if (!isNotFound(outcome)) return outcome;
    const second = first === action ? otherAction : action;
    const other = await tryTwice(ask, second);
    if (hasAnswer(other)) workingNames.set(action, second);
    return isNotFound(other) ? outcome : other;
  }

  return async function callUpstream<T>(ask: UpstreamAsk<T>): Promise<Outcome<T>> {
    if (!breaker.tryEnter()) return BREAKER_OPEN;
    let report = breaker.endedWithoutResult;
    try {
      const outcome = await tryBothNames(ask);
      if (hasAnswer(outcome)) report = breaker.succeeded;
      else if (!isClientError(outcome)) report = breaker.failed;
      return outcome;
    } finally {
      report();
    }
  };
}

const BREAKER_OPEN: UpstreamFailure = {
  ok: false,
  kind: "breaker_open",
  message: "Cannot use the upstream: it failed several times in a row; it is tried every 30 s",
  mayHaveArrived: false,
};

function rawOf(ask: { readonly hidesRaw?: boolean }, answer: WireRecord | undefined) {
  return ask.hidesRaw || answer === undefined ? {} : { raw: answer };
}

/** Whether the upstream gave a JSON answer, of whatever content. */
function hasAnswer<T>(outcome: Outcome<T>): boolean {
  return outcome.ok || (outcome.kind !== "unavailable" && outcome.kind !== "timeout");
}

function isNotFound<T>(outcome: Outcome<T>): boolean {
  return !outcome.ok && outcome.httpStatus === NOT_FOUND;
}

/** A status 4xx is about the request: the server is there. */
function isClientError<T>(outcome: Outcome<T>): boolean {
  const status = outcome.ok ? 0 : outcome.httpStatus ?? 0;
  return status >= 400 && status < 500;
}

/** A time-out is not repeated: its caller has waited long enough. */
function isWorthRepeating<T>(outcome: Outcome<T>): boolean {
  return !outcome.ok && outcome.kind === "unavailable" && !isClientError(outcome);
}

/** Words of the upstream may contain anything, so only our own are logged. */
function logFailure(
  log: Logger,
  action: string,
  failure: UpstreamFailure,
  durationMs: number,
): void {
  const { kind, errcode, httpStatus, message } = failure;
  const fields = { action, kind, errcode, http_status: httpStatus, duration_ms: durationMs };
  if (hasAnswer(failure)) log.debug("upstream_call_refused", fields);
  else log.warn("upstream_call_failed", { ...fields, reason: message });
}
