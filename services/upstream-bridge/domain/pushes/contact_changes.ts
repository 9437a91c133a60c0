import type { PushName } from "services/upstream-bridge/domain/pushes/push_names.ts";
import {
  flagOf,
  idOf,
  integerOf,
  isWireRecord,
  textOf,
} from "services/upstream-bridge/domain/wire_fields.ts";

/** A contact of an account that changed. */
export interface ContactChange {
  readonly change: "request" | "new" | "deleted" | "updated";
  readonly contactId?: string;
  readonly name?: string;
}

/** Statuses of a contact. Source: the upstream's facts, section 5.2. */
const CHANGES: Readonly<Record<number, ContactChange["change"]>> = {
  0: "deleted",
  8: "deleted",
  9: "new",
  2049: "deleted",
  2057: "updated",
};
const CHANGES_MAX = 200;

/** The changes of a callback about contacts, and whether the upstream repeats them. None: it is about something else. */
export function contactChanges(
  name: PushName,
  body: unknown,
): { readonly changes: readonly ContactChange[]; readonly isReplay: boolean } {
  const isAbout = name === "contact.request" || name === "contact.changed" ||
    name === "contact.remark";
  if (!isAbout || !isWireRecord(body)) return { changes: [], isReplay: false };
  const list = Array.isArray(body["list"]) ? body["list"].filter(isWireRecord) : [];
  const items = list.length === 0 ? [body] : list.slice(0, CHANGES_MAX);
  const changes = items.map((item): ContactChange => {
    const contactId = idOf(item, "user_id", "userId", "vid", "Vid");
    const shown = textOf(item, "nickname", "remarks", "realname", "name");
    const status = integerOf(item, "status");
    const change = name === "contact.request"
      ? "request"
      : status === null
      ? "updated"
      : CHANGES[status] ?? "updated";
    return { change, ...contactId !== null && { contactId }, ...shown !== "" && { name: shown } };
  });
  return { changes, isReplay: flagOf(body, "issync", "isSync") ?? false };
}
