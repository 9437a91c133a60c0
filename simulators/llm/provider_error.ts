/** Ends a request with an error in the form OpenAI made common. */
export class ProviderError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly details: { type: string; code?: string; param?: string; retryAfterSeconds?: number },
  ) {
    super(message);
  }
}

/** The error as the provider answers it. */
export function respondError({ status, message, details }: ProviderError): Response {
  const { type, code = null, param = null, retryAfterSeconds } = details;
  return Response.json({ error: { message, type, param, code } }, {
    status,
    headers: retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) },
  });
}

/** The error that providers send with this status. */
export function createStatusError(status: number, retryAfterSeconds: number | undefined) {
  const known: Record<number, { message: string; type: string; code: string }> = {
    401: {
      message: "Incorrect API key provided",
      type: "invalid_request_error",
      code: "invalid_api_key",
    },
    402: { message: "Insufficient Balance", type: "unknown_error", code: "invalid_request_error" },
    429: {
      message: "Rate limit reached for requests",
      type: "requests",
      code: "rate_limit_exceeded",
    },
    503: { message: "The server is overloaded", type: "server_error", code: "service_unavailable" },
  };
  const { message, type, code } = known[status] ??
    { message: "The server had an error", type: "server_error", code: "internal_error" };
  const details = { type, code, ...retryAfterSeconds !== undefined && { retryAfterSeconds } };
  return new ProviderError(status, message, details);
}
