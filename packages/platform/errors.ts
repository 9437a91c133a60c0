import type { Text } from "packages/platform/lang.ts";

/** One entry of the closed list of errors that callers can get; `docs/errors.md` is made from these. */
export interface ErrorDefinition {
  /** HTTP status. */
  readonly status:
    | 400
    | 401
    | 403
    | 404
    | 405
    | 409
    | 410
    | 413
    | 415
    | 429
    | 500
    | 502
    | 503
    | 504;
  /** What happened, for people. */
  readonly message: Text;
  /** What the caller should do, for the reference. */
  readonly remedy: Text;
}

/** A list of errors by code: snake_case, the area first. */
export type ErrorCatalogue = Readonly<Record<string, ErrorDefinition>>;

/** What an error may add to its definition. */
export interface AppErrorOptions {
  /** Shown after the message: safe for the caller, without secrets. */
  readonly detail?: string;
  /** For the log only, never in the answer. */
  readonly cause?: unknown;
  /** After how many seconds a retry makes sense. */
  readonly retryAfterSeconds?: number;
  /** For 405: the methods that the address has. */
  readonly allow?: readonly string[];
  /** Which inputs were wrong, by name, without their values. */
  readonly fields?: readonly { readonly name: string; readonly problem: string }[];
}

/** An error that a caller may see: a code from a catalogue, a message for people, a cause for us. */
export class AppError extends Error {
  override readonly name = "AppError";

  constructor(
    readonly code: string,
    readonly definition: ErrorDefinition,
    readonly options: AppErrorOptions = {},
  ) {
    super(`${code}: ${definition.message.en}`, { cause: options.cause });
  }
}

/**
 * Makes the thrower for one catalogue: `throw loginError("login_attempt_not_found")`.
 * The code is checked by the compiler.
 */
export function errorsOf<C extends ErrorCatalogue>(catalogue: C) {
  return (code: keyof C & string, options?: AppErrorOptions): AppError =>
    new AppError(code, catalogue[code]!, options);
}

/** A server behind us does not answer, or takes no writes. The same request may succeed in a moment. */
export class UnavailableError extends Error {}

/**
 * Codes of errors that a server behind us causes, and not our request. From PostgreSQL (its appendix "Error Codes"): 08
 * connection, 25006 it takes no writes (a standby, or a demoted primary), 25P03 and 25P04 it ended a transaction, 28 it
 * refuses our login, 3D000 the database is not there, 53 disk, memory or connections used up, 55P03 a lock was not
 * available, 57 it stops, starts, or ended a statement, 58 its disk fails. The others are from sockets
 * and postgres.js; with EMFILE and ENFILE no socket could be opened.
 */
const UNAVAILABLE =
  /^(08|25006|25P0[34]|28|3D000|53|55P03|57|58|EMFILE|ENFILE|CONNECT|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/;

/** Whether an error means that a server behind us is away or takes no writes, and not that our request was wrong. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof UnavailableError) return true;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && UNAVAILABLE.test(code);
}

/** SQLSTATE of NUL and invalid UTF-8 in a text, and of both in JSON. */
const UNSTORABLE_TEXT: ReadonlySet<unknown> = new Set(["22021", "22P05"]);

/** Whether PostgreSQL refused a text that it cannot store, such as one with NUL. Such a text comes from a caller. */
export function isUnstorableText(error: unknown): boolean {
  return error instanceof Error && "code" in error && UNSTORABLE_TEXT.has(error.code);
}
