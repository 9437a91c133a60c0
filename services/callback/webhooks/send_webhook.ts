import type { Clock } from "packages/platform/clock.ts";
import { redactText } from "packages/platform/redact.ts";
import { storableText } from "packages/platform/storable_text.ts";
import { signWebhook } from "packages/webhooks/sign_webhook.ts";
import type { WebhookMessage } from "packages/webhooks/webhook_deliver.ts";
import type { Receiver } from "services/callback/webhooks/receiver.ts";
import { readBeginning } from "services/callback/webhooks/read_beginning.ts";

const TIMEOUT_MS = 10_000;
const ERROR_LENGTH_MAX = 200;

/** How an attempt ended. */
export interface AttemptOutcome {
  readonly isDelivered: boolean;
  /** Null: there was no answer. */
  readonly status: number | null;
  readonly durationMs: number;
  /** One sentence; null after a success. */
  readonly error: string | null;
  /** The pause that the receiver asked for. */
  readonly askedMs?: number | undefined;
}

/**
 * Sends an event once: signed, without following redirects, within ten seconds. A status from 200 to 299 is a success.
 * @param signal ends the attempt without an outcome
 * @throws DOMException when `signal` is aborted
 */
export async function sendWebhook(
  { fetch, clock }: { readonly fetch: typeof globalThis.fetch; readonly clock: Clock },
  { url, keys }: Receiver,
  { id, type, timestamp, data }: WebhookMessage,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const body = JSON.stringify({ id, type, timestamp, data });
  const startedAt = performance.now();
  const took = () => Math.round(performance.now() - startedAt);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "wecom-stack-webhooks",
        ...signWebhook({ id, timestamp: Math.floor(clock.now() / 1_000), body }, keys),
      },
      body,
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const { status } = response;
    const durationMs = took();
    if (response.ok) {
      await response.body?.cancel();
      return { isDelivered: true, status, durationMs, error: null };
    }
    const error = await describeRefusal(response);
    return {
      isDelivered: false,
      status,
      durationMs,
      error,
      askedMs: readRetryAfter(response, clock),
    };
  } catch (cause) {
    signal.throwIfAborted();
    const error = describeFailure(cause);
    return { isDelivered: false, status: null, durationMs: took(), error };
  }
}

async function describeRefusal(response: Response): Promise<string> {
  const { status } = response;
  if (status >= 300 && status < 400) {
    await response.body?.cancel();
    return `The receiver answered ${status}: redirects are not followed, so set WEBHOOK_URL to the final address`;
  }
  const text = (await readBeginning(response)).replaceAll(/\s+/g, " ").trim();
  return shorten(`The receiver answered ${status}${text === "" ? "" : `: ${text}`}`);
}

/** The reason is in the innermost cause, behind the address, which may have a key in its query. */
function describeFailure(cause: unknown): string {
  if (cause instanceof DOMException && cause.name === "TimeoutError") {
    return `The receiver did not answer within ${TIMEOUT_MS / 1_000} s`;
  }
  let reason = cause;
  while (reason instanceof Error && reason.cause instanceof Error) reason = reason.cause;
  const message = reason instanceof Error ? reason.message : String(reason);
  return shorten(`Cannot reach the receiver: ${message.replace(/^.* for url \(.*?\): /s, "")}`);
}

function shorten(text: string): string {
  return storableText([...redactText(text)].slice(0, ERROR_LENGTH_MAX).join(""));
}

/** `Retry-After`, in seconds or as a date (RFC 9110 section 10.2.3). */
function readRetryAfter({ headers }: Response, clock: Clock): number | undefined {
  const text = headers.get("retry-after")?.trim();
  if (text === undefined || text === "") return undefined;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - clock.now();
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
