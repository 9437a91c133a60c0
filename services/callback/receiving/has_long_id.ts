import type { InboxWork } from "services/callback/inbox/inbox_entry.ts";

/** WeCom's own have 64 at most (document path 90196). An index of PostgreSQL takes rows of 2,700. */
const ID_BYTES_MAX = 256;

/** Whether something is named by more than WeCom would: it could be neither indexed nor answered. */
export function hasLongId(work: InboxWork): boolean {
  const fields = work.kind === "member" ? work.change : work.body;
  return Object.values(fields).some((field) =>
    typeof field === "string" && new TextEncoder().encode(field).length > ID_BYTES_MAX
  );
}
