import type { Action, ActionRequest } from "simulators/upstream/actions/action.ts";
import { CORP_ID } from "simulators/upstream/cast/accounts.ts";
import { type ExternalContact, INNER, ROOMS } from "simulators/upstream/cast/contacts.ts";
import type { Instance } from "simulators/upstream/state/instances.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";
import { badField, readLimit } from "simulators/upstream/wire/fields.ts";

/** The actions about contacts, rooms and names. Lists of rooms and members are reduced to what is documented. */
export const contactActions: readonly Action[] = [
  { name: "GetInnerContacts", needs: "login", answer: getInner },
  { name: "GetExternalContacts", needs: "login", answer: getExternal },
  { name: "GetUserInfoByVids", needs: "login", answer: getUserInfo },
  ...["GetSessionList", "GetSessionRoomList", "GetChatroomMembers", "GetRoomUserList"].map((
    name,
  ): Action => ({ name, needs: "login", answer: listRooms })),
  {
    name: "getBanDetile",
    needs: "login",
    answer: ({ state, instance }) => {
      const isBanned = state.accounts.find(instance.vid!)!.isRestricted;
      return { data: { reason: isBanned ? "频繁发送消息（模拟器自拟）" : "", end_time: 0 } };
    },
  },
];

/** Departments and members in one list. The cursor is text: only its third number counts. */
function getInner({ fields }: ActionRequest<Instance>) {
  const entries = INNER.flatMap(({ partyId, name, parentId, members }) => [
    {
      is_Department: 1,
      partyid: BigInt(partyId),
      party_name: name,
      parentid: BigInt(parentId),
      corpid: BigInt(CORP_ID),
      disp_order: 100_000_000,
      type: 0,
      status: 0,
      remark: "",
      create_time: 1_700_000_000,
    },
    ...members.map((member) => ({
      is_Department: 0,
      user_id: BigInt(member.userId),
      nickname: member.nickname,
      realname: member.realname,
      acctid: member.acctid,
      avatar: "",
      sex: member.sex,
      mobile: member.mobile,
      position: member.position,
      english_name: "",
      partyid: BigInt(partyId),
      corp_id: BigInt(CORP_ID),
      unionid: "",
      SelfAttrInfo: [],
      create_time: 0,
    })),
  ]);
  const start = Number(/^\d+_\d+_(\d+)_0$/.exec(String(fields["strSeq"] ?? ""))?.[1] ?? 0);
  const end = start + readLimit(fields);
  const seq = end < entries.length ? `7200000000000000001_7100000000000000002_${end}_0` : "";
  return { data: { list: entries.slice(start, end), seq } };
}

/** Pages by `seq`, a number. `strSeq` is ignored, so a caller that sends it gets the first page again. */
function getExternal({ state, fields }: ActionRequest<Instance>) {
  const after = Number(fields["seq"] ?? 0);
  if (!Number.isSafeInteger(after)) throw badField("seq");
  const page = state.contacts.filter(({ seq }) => seq > after).slice(0, readLimit(fields));
  return { data: { list: page.map(describeExternal), seq: page.at(-1)?.seq ?? after } };
}

/** An external contact as lists and callbacks have it. */
export function describeExternal(contact: ExternalContact) {
  return {
    user_id: BigInt(contact.userId),
    nickname: contact.nickname,
    realname: "",
    remarks: contact.remarks,
    real_remarks: contact.remarks,
    company_remark: "",
    remark_phone: contact.remarkPhones,
    labelid: contact.labelIds,
    avatar: "",
    sex: contact.sex,
    mobile: contact.remarkPhones[0] ?? "",
    unionid: "",
    acctid: "",
    english_name: "",
    position: "",
    corp_id: BigInt(contact.corpId),
    add_customer_time: contact.addedAt,
    create_time: 0,
    source: 102,
    source_info: {
      vid: 0,
      wx_friend_name: "",
      apply_mode: 1,
      mobile: "",
      source_roomid: 0,
      source_type: 102,
    },
    seq: contact.seq,
    status: contact.status,
  };
}

/** `vids` must be numbers: strings are not recognised. Unknown ids are left out. */
function getUserInfo({ state, fields }: ActionRequest<Instance>) {
  const vids = fields["vids"];
  if (!Array.isArray(vids)) throw badField("vids");
  const wanted = vids.filter((vid) => typeof vid !== "string").map(String).slice(0, 100);
  return { data: wanted.flatMap((vid) => describePerson(state, vid) ?? []) };
}

function describePerson(state: UpstreamState, vid: string) {
  const contact = state.contacts.find(({ userId }) => userId === vid);
  if (contact !== undefined) return describeExternal(contact);
  const colleague = INNER.flatMap(({ members }) => members).find(({ userId }) => userId === vid);
  if (colleague === undefined) return undefined;
  const { userId, nickname, realname, acctid, sex, mobile, position } = colleague;
  return { user_id: BigInt(userId), nickname, realname, acctid, sex, mobile, position };
}

function listRooms() {
  const list = ROOMS.map(({ id, name }) => ({ room_id: BigInt(id), nickname: name, total: 3 }));
  return { data: { list, next_start: 0 } };
}
