import { ACCOUNTS, CORP_ID } from "simulators/upstream/cast/accounts.ts";

/** A person outside the company. */
export interface ExternalContact {
  readonly userId: string;
  readonly nickname: string;
  readonly remarks: string;
  readonly remarkPhones: readonly string[];
  readonly labelIds: readonly string[];
  readonly corpId: string;
  readonly sex: number;
  /** Seconds since the epoch. */
  readonly addedAt: number;
  /** Where the upstream's paging has it. */
  readonly seq: number;
  /** 9 friend, 8 deleted or blocked by us, 2049 deleted by them, 0 deleted by both. */
  status: number;
  /** They blocked us: our messages are refused later. */
  hasBlockedUs: boolean;
}

/** A colleague as the inner list has one. */
export interface Colleague {
  readonly userId: string;
  readonly nickname: string;
  readonly realname: string;
  readonly acctid: string;
  readonly sex: number;
  readonly mobile: string;
  readonly position: string;
}

/** A department with its members. */
export interface Department {
  readonly partyId: string;
  readonly name: string;
  readonly parentId: string;
  readonly members: readonly Colleague[];
}

/** Rooms that the accounts are in. Their ids are too large for a JavaScript number. */
export const ROOMS = [
  { id: "10800000000000077", name: "报名咨询群" },
  { id: "10800000000000123", name: "老客户群" },
] as const;

/** Customer-service accounts (微信客服). Their ids are too large for a JavaScript number. */
export const KF_ACCOUNTS = [
  { id: "25600000000000013", name: "在线客服" },
] as const;

const EXTERNAL_COUNT = 250;
const FIRST_EXTERNAL = 7881300000000042n;
const FIRST_SEQ = 8_000_001;
const FIRST_ADDED_AT = 1_700_000_000;

/** Names that a reader must not change or run: signs of HTML, an emoji, a long one, an empty one. */
const ODD_NAMES = ["丙", "<b>丁</b> & 戊", "小太阳🌞", "", "很长的名字".repeat(12)];
const FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨";
const GIVEN = ["明", "小红", "建国", "雨桐", "子涵", "芳", "志强"];

/** The external contacts at the start, the first one is `7881300000000042`. */
export function createExternalContacts(): ExternalContact[] {
  return Array.from({ length: EXTERNAL_COUNT }, (_, index) => ({
    userId: String(FIRST_EXTERNAL + BigInt(index)),
    nickname: ODD_NAMES[index] ?? nameOf(index),
    remarks: index % 5 === 2 ? `客户 ${index}` : "",
    remarkPhones: index % 7 === 3 ? ["13800138000"] : [],
    labelIds: index % 3 === 0 ? ["14070000000000001"] : [],
    corpId: "1970320000000002",
    sex: index % 3,
    addedAt: FIRST_ADDED_AT + index * 3600,
    seq: FIRST_SEQ + index,
    status: statusOf(index),
    hasBlockedUs: false,
  }));
}

function statusOf(index: number): number {
  if (index % 50 === 40) return 2049;
  if (index % 50 === 41) return 8;
  return index % 50 === 42 ? 0 : 9;
}

function nameOf(index: number): string {
  return FAMILY[index % FAMILY.length]! + GIVEN[index % GIVEN.length]!;
}

const DEPARTMENTS = [
  { name: "一部", size: 6 },
  { name: "二部", size: 14 },
  { name: "客服中心", size: 20 },
];

/** The company's departments and their members. Our accounts are members too. */
export const INNER: readonly Department[] = DEPARTMENTS.map(({ name, size }, index) => ({
  partyId: `16880000000009${String(index).padStart(2, "0")}`,
  name,
  parentId: index === 0 ? "0" : "1688000000000900",
  members: [
    ...index === 0 ? ACCOUNTS.filter(({ corpId }) => corpId === CORP_ID).map(toColleague) : [],
    ...Array.from({ length: size }, (_, member) => createColleague(index, member)),
  ],
}));

function toColleague({ vid, ...person }: typeof ACCOUNTS[number]): Colleague {
  return { userId: vid, ...person };
}

function createColleague(department: number, member: number): Colleague {
  const number = 1000 + department * 100 + member;
  const name = department + member === 0 ? "乙" : nameOf(department * 31 + member * 3);
  return {
    userId: department + member === 0 ? "1688000000000018" : `168800000000${number}`,
    nickname: name,
    realname: name,
    acctid: `member${number}`,
    sex: 1 + member % 2,
    mobile: member % 2 === 0 ? "13800138000" : "",
    position: member === 0 ? "主管" : "",
  };
}
