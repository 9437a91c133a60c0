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
  /** Present when the person is a customer of the corp, with the member who added them. */
  customer?: { externalUserid: string; followerUserid: string } | undefined;
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
  /** What the administrator lets the app ask of a member through `snsapi_privateinfo`. */
  privateFields: PrivateField[];
}

export const privateFields = ["gender", "mobile", "email"] as const;
export type PrivateField = typeof privateFields[number];

/** A corp with everything in it. */
export interface Corp {
  id: string;
  name: string;
  departments: Department[];
  agents: Agent[];
  members: Member[];
  outsiders: Outsider[];
}

/** One app of somebody's configuration, for the simulator to take over. */
export interface AppIdentity {
  corpId: string;
  agentId: number;
  secret: string;
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
    privateFields: [...privateFields],
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
 * The corps a simulator starts with. Without `apps`: the default cast. With `apps` (what a process
 * is configured with): the people of the default corp, in the corps and with the secrets given.
 */
export function createCast(apps: readonly AppIdentity[] = []): Corp[] {
  const [first = defaultApp, ...others] = apps;
  const corps = [createMainCorp(first)];
  for (const app of others) {
    const corp = corps.find(({ id }) => id === app.corpId);
    if (!corp) corps.push(createMainCorp(app));
    else corp.agents.push(createAgent({ id: app.agentId, secret: app.secret }));
  }
  const second = createSecondCorp();
  return corps.some(({ id }) => id === second.id) ? corps : [...corps, second];
}

function createMainCorp({ corpId, agentId, secret }: AppIdentity): Corp {
  return {
    id: corpId,
    name: "示例公司",
    departments: [
      { id: 1, name: "示例公司", parentId: 0 },
      { id: 2, name: "研发部", parentId: 1 },
      { id: 3, name: "客户服务部", parentId: 1 },
      { id: 4, name: "外包", parentId: 1 },
      { id: 5, name: "前端组", parentId: 2 },
    ],
    agents: [createAgent({ id: agentId, secret })],
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
        customer: { externalUserid: "wm-demo-1", followerUserid: "lisi" },
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
