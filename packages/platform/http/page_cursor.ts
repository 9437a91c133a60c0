import { httpError } from "packages/platform/http/errors.ts";
import { decodePageCursor, type PagePosition } from "packages/platform/list_page.ts";

/**
 * Parses the cursor of a request; undefined on the first page.
 * @throws AppError 400 `request_invalid` when it is not the cursor of a page
 */
export function parsePageCursor(cursor: string | undefined): PagePosition | undefined {
  if (cursor === undefined) return undefined;
  const position = decodePageCursor(cursor);
  if (position === undefined) throw cursorInvalid();
  return position;
}

/** Makes the error for a cursor that is not the cursor of a page. */
export function cursorInvalid(cause?: unknown) {
  return httpError("request_invalid", {
    fields: [{ name: "cursor", problem: "must be the nextCursor of an earlier page" }],
    cause,
  });
}
