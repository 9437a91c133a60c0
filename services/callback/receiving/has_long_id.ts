import type { MessageWork } from "services/callback/inbox/inbox_entry.ts";

/** WeCom's ids have at most 64 bytes (document path 90196). An index of PostgreSQL takes values of about 2,700 bytes. */
const ID_BYTES_MAX = 256;

/** Whether the work contains an id that is too long: PostgreSQL cannot index it and WeCom cannot answer it. */
export function hasLongId(work: MessageWork): boolean {
  const fields = work.kind === "member" ? work.change : work.body;
  return Object.values(fields).some((field) =>
    typeof field === "string" && new TextEncoder().encode(field).length > ID_BYTES_MAX
  );
}
