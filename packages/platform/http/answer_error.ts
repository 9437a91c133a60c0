import { HTTPException } from "hono/http-exception";
import { AppError, isUnavailable, isUnstorableText } from "packages/platform/errors.ts";
import { errorHeaders } from "packages/platform/http/error_headers.ts";
import { httpError } from "packages/platform/http/errors.ts";
import { problemResponse } from "packages/platform/http/problem.ts";
import type { RequestContext } from "packages/platform/http/request_context.ts";
import { pickLang } from "packages/platform/lang.ts";
import { describeError, type Logger } from "packages/platform/log.ts";

/** What errors are answered with. */
export interface ErrorOptions {
  readonly log: Logger;
  /** An error as a page; `requestId` is for support. */
  readonly renderError: (error: AppError, request: Request, requestId: string) => Response;
}

/** The one place that turns an error into an answer: in the form that the route names, 5xx with a log line. */
export function answerError(
  error: unknown,
  request: Request,
  context: RequestContext,
  options: ErrorOptions,
): Response {
  const known = knownError(error);
  if (known.definition.status >= 500 && !isForeseen(known)) {
    options.log.error("request_failed", {
      error_code: known.code,
      request_id: context.requestId,
      error: describeError(error),
    });
  }
  const response = answerIn(known, request, context, options);
  for (const [name, value] of Object.entries(errorHeaders(known))) {
    response.headers.set(name, value);
  }
  return response;
}

function answerIn(
  known: AppError,
  request: Request,
  { requestId, errors: form }: RequestContext,
  options: ErrorOptions,
): Response {
  // Programs that name no language are read by developers.
  const lang = pickLang(request, "en");
  if (typeof form === "function") return form(known, { lang, requestId });
  // A person who opens the address of an API in a browser gets a page too.
  const wantsPage = request.method === "GET" &&
    (request.headers.get("accept") ?? "").includes("text/html");
  if (form === "page" || wantsPage) return options.renderError(known, request, requestId);
  return problemResponse(known, lang, requestId);
}

/**
 * Whether there are too many requests, or a system behind us said no, without an error of ours: callers must not fill the
 * log of errors. The line of the request is enough.
 */
function isForeseen({ definition: { status }, options: { cause } }: AppError): boolean {
  return status > 500 && cause === undefined;
}

function knownError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  // Hono's own refusals, and `decodeURIComponent`: both are about what the caller has sent.
  if (error instanceof URIError || (error instanceof HTTPException && error.status < 500)) {
    return httpError("request_malformed", { cause: error });
  }
  if (isUnavailable(error)) {
    return httpError("service_unavailable", { cause: error, retryAfterSeconds: 1 });
  }
  if (isUnstorableText(error)) return httpError("request_invalid", { cause: error });
  return httpError("internal_error", { cause: error });
}
