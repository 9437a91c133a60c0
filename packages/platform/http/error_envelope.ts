import type { AppError } from "packages/platform/errors.ts";
import type { Lang } from "packages/platform/lang.ts";

/**
 * The form in which a route answers errors, for routes that must keep the form of an older API.
 * The status, `retry-after` and the code come from the error.
 */
export type ErrorEnvelope = (
  error: AppError,
  about: { readonly lang: Lang; readonly requestId: string },
) => Response;
