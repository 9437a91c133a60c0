import type { ApiCall, ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import { findAgent } from "simulators/wecom/directory.ts";

/** The app about itself: `agent/get` (D90227). */
export const agentCalls: ApiCall[] = [
  { name: "agent/get", access: "app", servesClosedApp: true, answer: getAgent },
];

function getAgent({ query, corp, agent }: AppRequest): ApiFields {
  const agentId = query.get("agentid");
  if (!agentId) throw new ApiError(41011);
  if (!/^\d{1,15}$/.test(agentId)) throw new ApiError(40056);
  if (Number(agentId) !== agent.id) {
    throw new ApiError(findAgent(corp, Number(agentId)) ? 301002 : 40056);
  }
  const { userids, departmentIds } = agent.scope;
  return {
    agentid: agent.id,
    name: agent.name,
    square_logo_url: `https://wework.qpic.cn/simulated/${corp.id}/${agent.id}/0`,
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
