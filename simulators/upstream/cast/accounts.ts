/** A member of a company who can be logged in. All values are invented. */
export interface Person {
  /** The member's id, decimal. */
  readonly vid: string;
  readonly nickname: string;
  readonly realname: string;
  readonly acctid: string;
  readonly sex: number;
  readonly mobile: string;
  readonly position: string;
  readonly corpId: string;
  /** The company's id as the official API has it. */
  readonly scorpId: string;
  readonly corpName: string;
}

export const CORP_ID = "1970320000000001";

const OWN_CORP = { corpId: CORP_ID, scorpId: "ww0123456789abcdef", corpName: "示例企业" };
const OTHER_CORP = {
  corpId: "1970320000000009",
  scorpId: "ww00000000000000c9",
  corpName: "另一家企业",
};
const FOREIGN_CORP = {
  corpId: "1970320000000077",
  scorpId: "ww00000000000000f7",
  corpName: "别人的企业",
};

/** A number that belongs to no subscriber. */
const MOBILE = "13800138000";

/** The account that scans when no other is named. */
export const FIRST_VID = "1688000000000017";
/** The identity that `switchCorp` changes to when no other is named. */
export const SWITCHED_VID = "1688000000000099";

/** Our accounts at the start. */
export const ACCOUNTS: readonly Person[] = [
  {
    vid: FIRST_VID,
    nickname: "测试号",
    realname: "甲",
    acctid: "tester",
    sex: 1,
    mobile: MOBILE,
    position: "客服",
    ...OWN_CORP,
  },
  {
    vid: "1688000000000021",
    nickname: "客服小林",
    realname: "林晓",
    acctid: "linxiao",
    sex: 2,
    mobile: MOBILE,
    position: "客服",
    ...OWN_CORP,
  },
  {
    vid: "1688000000000034",
    nickname: "顾问老周",
    realname: "周行",
    acctid: "zhouxing",
    sex: 1,
    mobile: MOBILE,
    position: "顾问",
    ...OWN_CORP,
  },
  {
    vid: SWITCHED_VID,
    nickname: "测试号（另一家企业）",
    realname: "甲",
    acctid: "tester2",
    sex: 1,
    mobile: MOBILE,
    position: "",
    ...OTHER_CORP,
  },
];

/** Accounts of other customers of the vendor. `GetRunClient` lists them too. */
export const FOREIGN_ACCOUNTS: readonly Person[] = ["1688999900000001", "1688999900000002"].map(
  (vid, index) => ({
    vid,
    nickname: `别人的账号 ${index + 1}`,
    realname: `外人${index + 1}`,
    acctid: `foreign${index + 1}`,
    sex: 1,
    mobile: "13800138999",
    position: "",
    ...FOREIGN_CORP,
  }),
);

/** An account that a test adds by its id alone. */
export function createPerson(vid: string): Person {
  const tail = vid.slice(-4);
  return {
    vid,
    nickname: `账号 ${tail}`,
    realname: `账号${tail}`,
    acctid: `account${tail}`,
    sex: 0,
    mobile: MOBILE,
    position: "",
    ...OWN_CORP,
  };
}
