import {
  firstOf,
  flagOf,
  idOf,
  integerOf,
  isWireRecord,
  recordOf,
  textOf,
  timeOf,
  type WireRecord,
} from "services/upstream-bridge/domain/wire_fields.ts";
import type {
  ContactPage,
  ExternalContact,
  InnerContact,
} from "services/upstream-bridge/upstream/values.ts";

/** Reads a page of the directory; its cursor is an opaque text. Undefined: there is no list. */
export function readInnerPage(
  payload: unknown,
  cursor: string,
): ContactPage<InnerContact> | undefined {
  const next = textOf(recordOf(payload), "seq", "strSeq", "str_seq");
  return readPage(payload, toInnerContact, /^0*$/.test(next) || next === cursor ? null : next);
}

/** Reads a page of external contacts; its cursor is an integer. Undefined: there is no list. */
export function readExternalPage(
  payload: unknown,
  cursor: string,
): ContactPage<ExternalContact> | undefined {
  const next = idOf(recordOf(payload), "seq", "strSeq", "str_seq");
  return readPage(payload, toExternalContact, next === cursor ? null : next);
}

/** The end is an empty list or no new cursor; a short page says nothing, because departments count too. */
function readPage<T>(
  payload: unknown,
  toItem: (entry: WireRecord) => T | undefined,
  nextCursor: string | null,
): ContactPage<T> | undefined {
  const list = Array.isArray(payload)
    ? payload
    : firstOf(recordOf(payload), "list", "rows", "data") ?? [];
  if (!Array.isArray(list)) return undefined;
  const items = list.filter(isWireRecord).map(toItem).filter((item) => item !== undefined);
  return { items, ...list.length > 0 && nextCursor !== null && { nextCursor } };
}

/** An entry without an id cannot be used. */
function toInnerContact(entry: WireRecord): InnerContact | undefined {
  const departmentId = idOf(entry, "partyid", "partyId");
  const userId = idOf(entry, "user_id", "userId");
  const isDepartment = flagOf(entry, "is_Department", "is_department", "isDepartment") ??
    userId === null;
  if (isDepartment) {
    if (departmentId === null) return undefined;
    const name = textOf(entry, "party_name", "partyName");
    return { kind: "department", id: departmentId, name, parentId: idOf(entry, "parentid") };
  }
  if (userId === null) return undefined;
  return {
    kind: "member",
    id: userId,
    nickname: textOf(entry, "nickname"),
    realname: textOf(entry, "realname"),
    account: textOf(entry, "acctid"),
    avatar: textOf(entry, "avatar"),
    position: textOf(entry, "position"),
    maskedMobile: textOf(entry, "mobile"),
    departmentId,
    corpId: idOf(entry, "corp_id", "corpId"),
  };
}

function toExternalContact(entry: WireRecord): ExternalContact | undefined {
  const id = idOf(entry, "user_id", "userId");
  if (id === null) return undefined;
  return {
    id,
    nickname: textOf(entry, "nickname"),
    realname: textOf(entry, "realname"),
    remark: textOf(entry, "remarks", "real_remarks"),
    companyRemark: textOf(entry, "company_remark"),
    avatar: textOf(entry, "avatar"),
    position: textOf(entry, "position"),
    maskedMobile: textOf(entry, "mobile"),
    maskedRemarkPhones: textsOf(entry, "remark_phone"),
    labelIds: textsOf(entry, "labelid"),
    corpId: idOf(entry, "corp_id", "corpId"),
    addedAt: timeOf(entry, "add_customer_time"),
    relation: RELATIONS[integerOf(entry, "status") ?? -1] ?? "friend",
  };
}

const RELATIONS: Readonly<Record<number, ExternalContact["relation"]>> = {
  0: "deleted_by_both",
  8: "deleted_by_us",
  2049: "deleted_by_them",
};

function textsOf(entry: WireRecord, name: string): string[] {
  const list = entry[name];
  if (!Array.isArray(list)) return [];
  return list.filter((item) => typeof item === "string" || typeof item === "number").map(String);
}
