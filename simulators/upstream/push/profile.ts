import type { Person } from "simulators/upstream/cast/accounts.ts";

/** The profile as v1 has it. */
export function profileV1(person: Person) {
  return {
    user_id: BigInt(person.vid),
    nickname: person.nickname,
    realname: person.realname,
    acctid: person.acctid,
    avatar: avatarOf(person),
    sex: person.sex,
    mobile: person.mobile,
    corp_id: BigInt(person.corpId),
    scorp_id: person.scorpId,
    corp_name: person.corpName,
    corp_full_name: "",
    corp_desc: "",
    english_name: "",
    position: person.position,
    unionid: unionIdOf(person),
    create_time: 0,
  };
}

/** The profile as v2 has it. */
export function profileV2(person: Person) {
  return {
    userId: BigInt(person.vid),
    nickname: person.nickname,
    realname: person.realname,
    acctid: person.acctid,
    avatar: avatarOf(person),
    mobile: person.mobile,
    corpId: BigInt(person.corpId),
    corpName: person.corpName,
    corpFullName: "",
    unionid: unionIdOf(person),
  };
}

/** The body of 104001: the profile, and twins of its fields that are zero or empty. */
export function loginSuccessBody(person: Person) {
  return {
    ...profileV1(person),
    Vid: 0,
    Corpid: 0,
    Admin_vid: 0,
    Create_time: 0,
    Corp_name: "",
    Corp_full_name: "",
    Corp_desc: "",
    Corp_logo: "",
    Mail: "",
    Ownername: "",
  };
}

/** The body of 100001 to 100004. */
export function scanBody(person: Person, key: string) {
  return {
    Vid: BigInt(person.vid),
    Qrcode_key: key,
    Corpid: BigInt(person.corpId),
    Nick_name: person.nickname,
    Icon_url: avatarOf(person),
    Logo: "https://img.example/l",
  };
}

/** The body of 100006: from one company to another. */
export function corpSwitchedBody(before: Person, after: Person) {
  return {
    this_vid: BigInt(before.vid),
    vid: BigInt(after.vid),
    corpid: BigInt(after.corpId),
    corp_name: after.corpName,
    nickname: after.nickname,
    avatar: avatarOf(after),
    ownername: "",
    card_url: "",
  };
}

function avatarOf({ acctid }: Person): string {
  return `https://img.example/${acctid}`;
}

function unionIdOf({ acctid }: Person): string {
  return `o-example-${acctid}`;
}
