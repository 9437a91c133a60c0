import { trace } from "@opentelemetry/api";
import { isUnavailable } from "packages/platform/errors.ts";
import { PERSONAL_NAME, SECRET_NAME } from "packages/platform/redact.ts";

/** Log levels, the least important first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = typeof LOG_LEVELS[number];

/** The fields of a log line besides its event: flat, small, never a secret. */
export type LogFields = Readonly<Record<string, unknown>>;

/** One JSON line per event on stdout. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** Whether lines of this level are written. */
  writes(level: LogLevel): boolean;
  /** A logger that adds `fields` to every line. */
  with(fields: LogFields): Logger;
}

/** Names of fields with which a login attempt could be taken over. */
const ATTEMPT_NAME = /verifier|^state$|^binding/i;
/** The values of fields with these names are never written. */
const NAMES_KEPT_OUT = [SECRET_NAME, PERSONAL_NAME, ATTEMPT_NAME];
/** Names that were tested already, and whether they matched. */
const keptOut = new Map<string, boolean>();
const REMEMBERED_NAMES_MAX = 1_000;

/** A logger that writes lines of `level` and above through `write`. */
export function createLogger(
  options: { level: LogLevel; write?: (line: string) => void; fields?: LogFields },
): Logger {
  const { level, write = writeLine, fields = {} } = options;
  return new LineLogger(write, LOG_LEVELS.indexOf(level), fields);
}

/** A class, because every request makes one: it must be cheap. */
class LineLogger implements Logger {
  readonly #write: (line: string) => void;
  readonly #threshold: number;
  readonly #fields: LogFields;

  constructor(write: (line: string) => void, threshold: number, fields: LogFields) {
    this.#write = write;
    this.#threshold = threshold;
    this.#fields = fields;
  }

  debug(event: string, fields?: LogFields): void {
    this.#log("debug", event, fields);
  }

  info(event: string, fields?: LogFields): void {
    this.#log("info", event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.#log("warn", event, fields);
  }

  error(event: string, fields?: LogFields): void {
    this.#log("error", event, fields);
  }

  writes(level: LogLevel): boolean {
    return LOG_LEVELS.indexOf(level) >= this.#threshold;
  }

  with(fields: LogFields): Logger {
    return new LineLogger(this.#write, this.#threshold, { ...this.#fields, ...fields });
  }

  #log(level: LogLevel, event: string, fields: LogFields = {}): void {
    if (!this.writes(level)) return;
    const line = { time: new Date().toISOString(), level, event, ...this.#fields, ...fields };
    this.#write(JSON.stringify({ ...line, ...traceFields() }, redact));
  }
}

function writeLine(line: string): void {
  // deno-lint-ignore no-console -- the one place where log lines leave the process
  console.log(line);
}

function traceFields(): LogFields {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

/** The same few names are in all lines, so the patterns are tried once for each. */
function isKeptOut(name: string): boolean {
  const known = keptOut.get(name);
  if (known !== undefined) return known;
  const isMatch = NAMES_KEPT_OUT.some((pattern) => pattern.test(name));
  if (keptOut.size < REMEMBERED_NAMES_MAX) keptOut.set(name, isMatch);
  return isMatch;
}

function redact(name: string, value: unknown): unknown {
  if (isKeptOut(name)) return "[redacted]";
  if (typeof value === "bigint") return String(value);
  return value instanceof Error ? describeError(value) : value;
}

/** An error as data: name, message, stack and causes. A server that is away needs no stack: the place is not in our code. */
export function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    name: error.name,
    message: error.message,
    ...!isUnavailable(error) &&
      { stack: error.stack?.split("\n").slice(1, 6).map((line) => line.trim()) },
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
