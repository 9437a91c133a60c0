import { z } from "zod";
import { fromSystem } from "packages/wecom/callback/common_wire.ts";
import { commaList, id, integer, nestedListOf } from "packages/wecom/callback/wire_fields.ts";

const bySystem = { ...fromSystem, kind: z.literal("event") };

const directory = { ...bySystem, event: z.literal("change_contact") };

/** Changes of members, departments and tags. Document path 90970. */
const changeContact = z.discriminatedUnion("changeType", [
  z.object({
    ...directory,
    changeType: z.literal(["create_user", "update_user", "delete_user"]),
    userId: z.string(),
    /** The id from now on, when that is what changed. */
    newUserId: z.string().optional(),
    name: z.string().optional(),
    /** Ids; of the same length as `isLeaderInDept`. */
    department: commaList,
    mainDepartment: id.optional(),
    /** `1` for a leader, else `0`. */
    isLeaderInDept: commaList,
    directLeader: commaList,
    position: z.string().optional(),
    mobile: z.string().optional(),
    gender: z.string().optional(),
    email: z.string().optional(),
    bizMail: z.string().optional(),
    /** 1 active, 2 disabled, 4 not activated, 5 left. */
    status: integer.optional(),
    avatar: z.string().optional(),
    alias: z.string().optional(),
    telephone: z.string().optional(),
    address: z.string().optional(),
    extAttr: nestedListOf(
      "item",
      z.object({
        name: z.string().optional(),
        type: z.string().optional(),
        text: z.object({ value: z.string().optional() }).optional(),
        web: z.object({ title: z.string().optional(), url: z.string().optional() }).optional(),
      }),
    ),
  }),
  z.object({
    ...directory,
    changeType: z.literal(["create_party", "update_party", "delete_party"]),
    id,
    name: z.string().optional(),
    parentId: id.optional(),
    order: z.string().optional(),
  }),
  z.object({
    ...directory,
    changeType: z.literal("update_tag"),
    tagId: id,
    addUserItems: commaList,
    delUserItems: commaList,
    addPartyItems: commaList,
    delPartyItems: commaList,
  }),
]);

/** Changes of customers, their groups and tags. Document path 92130. */
const changeExternal = [
  z.object({
    ...bySystem,
    event: z.literal("change_external_contact"),
    changeType: z.literal([
      "add_external_contact",
      "edit_external_contact",
      "add_half_external_contact",
      "del_external_contact",
      "del_follow_user",
      "transfer_fail",
    ]),
    userId: z.string(),
    externalUserId: z.string(),
    /** Of the contact QR code that was scanned. */
    state: z.string().optional(),
    /** Sends one welcome message, within 20 seconds. */
    welcomeCode: z.string().optional(),
    /** `DELETE_BY_TRANSFER`. */
    source: z.string().optional(),
    /** `customer_refused` or `customer_limit_exceed`. */
    failReason: z.string().optional(),
  }),
  z.object({
    ...bySystem,
    event: z.literal("change_external_chat"),
    changeType: z.literal(["create", "update", "dismiss"]),
    chatId: z.string(),
    /** Such as `add_member` or `change_owner`. */
    updateDetail: z.string().optional(),
    joinScene: integer.optional(),
    quitScene: integer.optional(),
    memChangeCnt: integer.optional(),
    memChangeList: nestedListOf("item", id),
    /** Equal to the `curMemVer` of the event before; if not, one was lost. */
    lastMemVer: z.string().optional(),
    curMemVer: z.string().optional(),
  }),
  z.object({
    ...bySystem,
    event: z.literal("change_external_tag"),
    changeType: z.literal(["create", "update", "delete", "shuffle"]),
    id: z.string().optional(),
    tagType: z.string().optional(),
    strategyId: id.optional(),
  }),
] as const;

/** Changes of the corp's members and customers. */
export const contactEvents = [changeContact, ...changeExternal] as const;
