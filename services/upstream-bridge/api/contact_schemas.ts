import { z } from "@hono/zod-openapi";
import { httpError } from "packages/platform/http/errors.ts";
import {
  CONTACTS_LIMIT,
  CONTACTS_LIMIT_MAX,
  type ContactsRequest,
} from "services/upstream-bridge/contacts/read_contacts.ts";

/** How many rows a page may have. */
export const limitField = z.coerce.number().int().min(1).max(CONTACTS_LIMIT_MAX).optional()
  .openapi({ type: "integer", example: CONTACTS_LIMIT });

/** The nextCursor of the page before; empty and 0 mean the first page, as in the seed. */
export const cursorField = z.union([z.string().max(256), z.number().int().nonnegative()])
  .transform(String).optional().openapi({
    type: "string",
    description: "The nextCursor of the page before.",
    example: "8000001",
  });

const nextCursor = z.string().nullable().openapi({ example: "8000001" });
const text = z.string();
const id = z.string().openapi({ example: "7881300000000042" });

/** One page of colleagues. */
export const innerPageSchema = z.object({
  members: z.array(z.object({
    kind: z.literal("member"),
    id,
    nickname: text,
    realname: text,
    account: text,
    avatar: text,
    position: text,
    maskedMobile: text,
    departmentId: id.nullable(),
    corpId: id.nullable(),
  })),
  departments: z.array(z.object({
    kind: z.literal("department"),
    id,
    name: text,
    parentId: id.nullable(),
  })),
  nextCursor,
});

/** One page of external contacts. */
export const externalPageSchema = z.object({
  items: z.array(z.object({
    id,
    nickname: text,
    realname: text,
    remark: text,
    companyRemark: text,
    avatar: text,
    position: text,
    maskedMobile: text.openapi({ example: "138****0000" }),
    maskedRemarkPhones: z.array(text),
    labelIds: z.array(id),
    corpId: id.nullable(),
    addedAt: z.iso.datetime().nullable(),
    relation: z.enum(["friend", "deleted_by_us", "deleted_by_them", "deleted_by_both"]),
  })),
  nextCursor,
});

const CURSORS = {
  inner: [/^[0-9A-Za-z_.:=-]{0,256}$/, "must be the nextCursor of an earlier page"],
  external: [/^[0-9]{0,20}$/, "must be the nextCursor of an earlier page: digits"],
} as const;

/** The request for a page of a list. @throws AppError 400 when the cursor cannot be one of this list */
export function contactsRequest(
  kind: keyof typeof CURSORS,
  { limit = CONTACTS_LIMIT, cursor = "" }: {
    readonly limit?: number | undefined;
    readonly cursor?: string | undefined;
  },
  name = "cursor",
): ContactsRequest {
  const [form, problem] = CURSORS[kind];
  if (!form.test(cursor)) throw httpError("request_invalid", { fields: [{ name, problem }] });
  return { limit, cursor: cursor === "" || cursor === "0" ? undefined : cursor };
}
