import type { AppError } from "packages/platform/errors.ts";

const REALM = 'Bearer realm="wecom-stack"';

/** The headers that belong to the status of an error, in every form of answer. */
export function errorHeaders({ code, definition, options }: AppError): Record<string, string> {
  const headers: Record<string, string> = {};
  if (options.retryAfterSeconds !== undefined) {
    headers["retry-after"] = String(Math.max(1, Math.ceil(options.retryAfterSeconds)));
  }
  // RFC 9110 section 15.5.6.
  if (options.allow !== undefined) headers["allow"] = options.allow.join(", ");
  // RFC 9110 section 15.5.2 and RFC 6750 section 3. Browsers show no dialog for this scheme.
  if (definition.status === 401) {
    const isInvalid = code === "access_token_invalid";
    headers["www-authenticate"] = isInvalid ? `${REALM}, error="invalid_token"` : REALM;
  }
  return headers;
}
