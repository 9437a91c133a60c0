import { Buffer } from "node:buffer";
import { httpError } from "packages/platform/http/errors.ts";

/** Where a page of a list ends: a list is ordered by a time and, within it, by an id. */
export interface PagePosition {
  /** Microseconds since the epoch, as PostgreSQL keeps times: a whole number in digits. */
  readonly micros: string;
  /** A UUID. */
  readonly id: string;
}

/** One page of a list. */
export interface ListPage<T> {
  readonly items: readonly T[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

const CURSOR = /^(\d{1,17})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** A position as an opaque cursor: base64url. */
export function encodePageCursor({ micros, id }: PagePosition): string {
  return Buffer.from(`${micros}.${id}`).toString("base64url");
}

/** The position of a cursor. @throws AppError 400 `request_invalid` when the cursor is not from a page */
export function parsePageCursor(cursor: string): PagePosition {
  const [, micros, id] = CURSOR.exec(Buffer.from(cursor, "base64url").toString("latin1")) ?? [];
  if (micros === undefined || id === undefined) throw cursorInvalid();
  return { micros, id };
}

/** The refusal of a cursor that is not from a page. */
export function cursorInvalid(cause?: unknown) {
  return httpError("request_invalid", {
    fields: [{ name: "cursor", problem: "must be the nextCursor of an earlier page" }],
    cause,
  });
}

/**
 * Makes a page from rows that were read with `limit + 1`: an extra row means that there is a next page. `position` is
 * {@link PagePosition.micros}; the items are the rows without it.
 */
export function toListPage<R extends { readonly id: string; readonly position: string }>(
  rows: readonly R[],
  limit: number,
): ListPage<Omit<R, "position">> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(({ position: _, ...item }) => item),
    nextCursor: last === undefined
      ? null
      : encodePageCursor({ micros: last.position, id: last.id }),
  };
}
