import {
  type Bot,
  type CallbackSettings,
  createCallback,
  type Customer,
  type KfAccount,
} from "simulators/wecom/channels.ts";

/** A department; the root of a corp has id 1 (D90208). */
export interface Department {
  id: number;
  name: string;
  parentId: number;
}

/** A member as the corp's administrator sees it. */
export interface Member {
  userid: string;
  name: string;
  departmentIds: number[];
  position: string;
  /** 1 active, 2 disabled, 4 not activated, 5 left (D90196). */
  status: 1 | 2 | 4 | 5;
  /** 0 unknown, 1 male, 2 female. */
  gender: "0" | "1" | "2";
  mobile: string;
  email: string;
}

/** A person with a phone who is not a member: `auth/getuserinfo` returns the openid. */
export interface Outsider {
  /** What `sim_user` and the picker call this person; unknown to WeCom's API. */
  id: string;
  name: string;
  openid: string;
  /** Present when the person is a customer of a member or of 微信客服. */
  customer?: Customer | undefined;
}

/** A self-built app. */
export interface Agent {
  id: number;
  name: string;
  secret: string;
  /** Disabled in the console. */
  closed: boolean;
  /** Visible scope: members, and departments with everything below them. */
  scope: { userids: string[]; departmentIds: number[] };
  /** `host[:port]` as entered in the console; `loopback` allows any loopback host and port. */
  trustedDomains: string[];
  /** Addresses that may call business APIs; empty means the check is off. */
  trustedIps: string[];
  /** Where WeCom sends what members write to the app. */
  callback: CallbackSettings;
}

/** A corp with everything in it. */
export interface Corp {
  id: string;
  name: string;
  departments: Department[];
  agents: Agent[];
  bots: Bot[];
  kfAccounts: KfAccount[];
  members: Member[];
  outsiders: Outsider[];
}

/** An agent with default values: departments 2 and 3 see it, any loopback host is trusted. */
export function createAgent(identity: Pick<Agent, "id" | "secret"> & Partial<Agent>): Agent {
  return {
    name: "扫码登录",
    closed: false,
    scope: { userids: [], departmentIds: [2, 3] },
    trustedDomains: ["loopback"],
    trustedIps: [],
    callback: createCallback("http://127.0.0.1:3000/api/v1/wecom/callback"),
    ...identity,
  };
}

/** An active member with default values. */
export function createMember(identity: Pick<Member, "userid"> & Partial<Member>): Member {
  return {
    name: identity.userid,
    departmentIds: [2],
    position: "",
    status: 1,
    gender: "0",
    mobile: "",
    email: `${identity.userid}@example.com`,
    ...identity,
  };
}
