import {
  type Bot,
  type CallbackSettings,
  createBot,
  createCallback,
  createKfAccount,
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

/** Somebody with a phone who is not a member: `auth/getuserinfo` names them by openid. */
export interface Outsider {
  /** What `sim_user` and the picker call this person; unknown to WeCom's API. */
  id: string;
  name: string;
  openid: string;
  /** Present when WeCom knows the person as somebody a member or 微信客服 talks to. */
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
  /** `host[:port]` as entered in the console; `loopback` stands for any loopback host and port. */
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

/** One app of somebody's configuration, for the simulator to take over. */
export interface AppIdentity {
  corpId: string;
  agentId: number;
  secret: string;
  /** Without it the cast's fake keys, and port 3000 of this machine. */
  callback?: CallbackSettings;
}

/** One AI bot of somebody's configuration; the simulator makes up its `aibotid`. */
export interface BotIdentity {
  corpId: string;
  callback: CallbackSettings;
}

const defaultApp: AppIdentity = {
  corpId: "ww0123456789abcdef",
  agentId: 1000002,
  secret: "simulated-agent-secret-0000000000000000000",
};

/** An agent with the defaults of the cast: everybody in departments 2 and 3 sees it, any loopback host is trusted. */
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

/** An active member with the defaults of the cast. */
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

/**
 * The corps a simulator starts with. Without `apps`: the default cast. With `apps` and `bots` (what a
 * process is configured with): the people of the default corp, in the corps and with the secrets and
 * keys given. The first app of a corp gets its customer-service account `wk-demo-1`; without bots the
 * first corp gets the bot `aib-demo-1`.
 */
export function createCast(
  apps: readonly AppIdentity[] = [],
  bots: readonly BotIdentity[] = [],
): Corp[] {
  const [first = defaultApp, ...others] = apps;
  const main = createMainCorp(first);
  const corps = [main];
  for (const app of others) {
    const corp = corps.find(({ id }) => id === app.corpId);
    if (!corp) corps.push(createMainCorp(app));
    else corp.agents.push(createConfiguredAgent(app));
  }
  for (const { corpId, callback } of bots) {
    const corp = corps.find(({ id }) => id === corpId) ?? main;
    corp.bots.push(createBot({ id: `aib-demo-${corp.bots.length + 1}`, callback }));
  }
  if (bots.length === 0) main.bots.push(createBot({ id: "aib-demo-1" }));
  const second = createSecondCorp();
  return corps.some(({ id }) => id === second.id) ? corps : [...corps, second];
}

function createConfiguredAgent({ agentId, secret, callback }: AppIdentity): Agent {
  return createAgent({ id: agentId, secret, ...callback && { callback } });
}

function createMainCorp(app: AppIdentity): Corp {
  return {
    id: app.corpId,
    name: "示例公司",
    departments: [
      { id: 1, name: "示例公司", parentId: 0 },
      { id: 2, name: "研发部", parentId: 1 },
      { id: 3, name: "客户服务部", parentId: 1 },
      { id: 4, name: "外包", parentId: 1 },
      { id: 5, name: "前端组", parentId: 2 },
    ],
    agents: [createConfiguredAgent(app)],
    bots: [],
    kfAccounts: [createKfAccount({ id: "wk-demo-1", agentId: app.agentId })],
    members: [
      person("zhangsan", "张三", [2], "工程师", "1", "13800000001"),
      person("lisi", "李四", [3], "客服主管", "2", "13800000002"),
      person("wangwu", "王五", [5], "前端工程师", "1", "13800000003"),
      { ...person("zhaoliu", "赵六", [3], "客服", "2", "13800000004"), status: 2 },
      person("qianba", "钱八", [4], "外包顾问", "1", "13800000005"),
    ],
    outsiders: [
      { id: "outsider", name: "访客", openid: "oSimulatedOutsider0000000001" },
      {
        id: "customer",
        name: "客户小陈",
        openid: "oSimulatedCustomer0000000001",
        customer: createDemoCustomer(),
      },
    ],
  };
}

function createDemoCustomer(): Customer {
  const relation = { createTime: 1_760_000_000, addWay: 1, state: "spring-fair" };
  return {
    externalUserid: "wm-demo-1",
    followers: [
      {
        ...relation,
        userid: "lisi",
        remark: "小陈（春季展会）",
        description: "想给孩子报暑期班，周末方便联系",
        tags: [
          { groupName: "客户等级", name: "重要", id: "et-demo-1" },
          { groupName: "意向", name: "暑期班", id: "et-demo-2" },
        ],
      },
      {
        ...relation,
        userid: "zhangsan",
        remark: "",
        description: "",
        tags: [],
        addWay: 3,
        state: "",
      },
    ],
  };
}

/** Its `zhangsan` is another person with the same userid: what a mix-up of corps would confuse. */
function createSecondCorp(): Corp {
  return {
    id: "ww00000000000000b2",
    name: "另一家公司",
    departments: [{ id: 1, name: "另一家公司", parentId: 0 }, { id: 2, name: "总部", parentId: 1 }],
    agents: [
      createAgent({ id: 1000002, secret: "simulated-agent-secret-00000000000000000b2" }),
    ],
    bots: [],
    kfAccounts: [],
    members: [
      person("zhangsan", "章姗", [2], "店长", "2", "13900000001"),
      person("sunqi", "孙七", [2], "店员", "1", "13900000002"),
    ],
    outsiders: [],
  };
}

function person(
  userid: string,
  name: string,
  departmentIds: number[],
  position: string,
  gender: Member["gender"],
  mobile: string,
): Member {
  return createMember({ userid, name, departmentIds, position, gender, mobile });
}
