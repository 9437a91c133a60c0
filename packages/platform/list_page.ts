import { Buffer } from "node:buffer";

/** The end of a page, in a list that is ordered by a time and, within the same time, by an id. */
export interface PagePosition {
  /** Microseconds since the epoch, as PostgreSQL stores times: a whole number in digits. */
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

/** Encodes a position for callers: base64url. Callers send it back unchanged. */
export function encodePageCursor({ micros, id }: PagePosition): string {
  return Buffer.from(`${micros}.${id}`).toString("base64url");
}

/** Decodes a cursor. Returns undefined when it is not from `encodePageCursor`. */
export function decodePageCursor(cursor: string): PagePosition | undefined {
  const [, micros, id] = CURSOR.exec(Buffer.from(cursor, "base64url").toString("latin1")) ?? [];
  return micros === undefined || id === undefined ? undefined : { micros, id };
}

/**
 * Makes a page of rows that were read with `limit + 1`: there is a next page if the extra row is
 * there. `position` is {@link PagePosition.micros} of a row; items are the rows without it.
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
