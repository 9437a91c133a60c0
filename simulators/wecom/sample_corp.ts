import {
  type CallbackSettings,
  createBot,
  createKfAccount,
  type Customer,
} from "simulators/wecom/channels.ts";
import {
  type Agent,
  type Corp,
  createAgent,
  createMember,
  type Member,
} from "simulators/wecom/corp.ts";

/** One app of a process's configuration, which the simulator takes over. */
interface AppIdentity {
  corpId: string;
  agentId: number;
  secret: string;
  /** Without it: fake keys, and port 3000 of this machine. */
  callback?: CallbackSettings;
}

/** One AI bot of a process's configuration; the simulator creates its `aibotid`. */
interface BotIdentity {
  corpId: string;
  name?: string;
  callback: CallbackSettings;
}

const defaultApp: AppIdentity = {
  corpId: "ww0123456789abcdef",
  agentId: 1000002,
  secret: "simulated-agent-secret-0000000000000000000",
};

/**
 * The corps that a simulator has at the start: a sample corp with its people, and a second corp. With `apps` and `bots`
 * of a process's configuration the same people are in the configured corps, with the configured secrets and keys. The
 * first app of a corp gets the 微信客服 account `wk-demo-1`; without bots the first corp gets the bot `aib-demo-1`.
 */
export function createSampleCorps(
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
  for (const { corpId, ...bot } of bots) {
    const corp = corps.find(({ id }) => id === corpId) ?? main;
    corp.bots.push(createBot({ id: `aib-demo-${corp.bots.length + 1}`, ...bot }));
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

/** Its `zhangsan` is another person with the same userid, so that tests notice a mix-up of corps. */
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
