import { type AppError } from "packages/platform/errors.ts";
import type { Lang } from "packages/platform/lang.ts";

/** An error as `application/problem+json` (RFC 9457). */
export function problemResponse(error: AppError, lang: Lang, requestId: string): Response {
  const { code, definition, options } = error;
  const body = {
    type: `urn:wecom-stack:${code}`,
    title: definition.message[lang],
    status: definition.status,
    code,
    ...(options.detail === undefined ? {} : { detail: options.detail }),
    ...(options.fields === undefined ? {} : { fields: options.fields }),
    requestId,
  };
  return new Response(JSON.stringify(body), {
    status: definition.status,
    headers: {
      "content-type": "application/problem+json; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
