import type { ApiCall, ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import type { Agent, Corp } from "simulators/wecom/corp.ts";
import { findAgent } from "simulators/wecom/directory.ts";

/** The app about itself: `agent/get`, `agent/list` (D90227). */
export const agentCalls: ApiCall[] = [
  { name: "agent/get", access: "app", servesClosedApp: true, answer: getAgent },
  {
    name: "agent/list",
    access: "app",
    answer: ({ corp, agent }) => ({ agentlist: [describeAgent(corp, agent)] }),
  },
];

function describeAgent(corp: Corp, { id, name }: Agent) {
  const square_logo_url = `https://wework.qpic.cn/simulated/${corp.id}/${id}/0`;
  return { agentid: id, name, square_logo_url };
}

function getAgent({ query, corp, agent }: AppRequest): ApiFields {
  const agentId = query.get("agentid");
  if (!agentId) throw new ApiError(41011);
  if (!/^\d{1,15}$/.test(agentId)) throw new ApiError(40056);
  if (Number(agentId) !== agent.id) {
    throw new ApiError(findAgent(corp, Number(agentId)) ? 301002 : 40056);
  }
  const { userids, departmentIds } = agent.scope;
  return {
    ...describeAgent(corp, agent),
    description: "",
    allow_userinfos: { user: userids.map((userid) => ({ userid })) },
    allow_partys: { partyid: departmentIds },
    allow_tags: { tagid: [] },
    close: agent.closed ? 1 : 0,
    redirect_domain: agent.trustedDomains.find((domain) => domain !== "loopback") ?? "127.0.0.1",
    report_location_flag: 0,
    isreportenter: 0,
    home_url: "",
  };
}
