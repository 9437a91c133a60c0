import type { ApiCall, ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import type { Corp, Outsider } from "simulators/wecom/corp.ts";
import {
  acceptsRedirectHost,
  findMember,
  findPersona,
  isInScope,
  type Persona,
} from "simulators/wecom/directory.ts";
import type { LoginCode } from "simulators/wecom/state/state.ts";

/** Who signed in: `auth/getuserinfo` (D91023, D98176) and `auth/getuserdetail` (D95833). */
export const identityCalls: ApiCall[] = [
  { name: "auth/getuserinfo", access: "app", answer: getUserInfo },
  { name: "auth/getuserdetail", access: "app", answer: getUserDetail },
];

function getUserInfo(request: AppRequest): ApiFields {
  const { state, query, corp } = request;
  const code = query.get("code");
  if (!code) throw new ApiError(41008);
  const { login, persona } = findLogin(request, code);
  state.codes.remove(code);
  if (persona.kind === "outsider") return describeOutsider(request, persona.outsider);
  const { userid } = persona.member;
  const { shared, agentId } = login;
  const hasTicket = shared && agentId !== null && isInScope(corp, request.agent, persona.member);
  if (!hasTicket) return { userid };
  const ticket = state.tickets.add({ corpId: corp.id, agentId, userid, shared });
  return { userid, user_ticket: ticket };
}

/** The login behind a code. A code that another app may not use stays usable by its own. */
function findLogin(
  { state, corp, agent }: AppRequest,
  code: string,
): { login: LoginCode; persona: Persona } {
  const found = state.codes.find(code);
  if (!found || found === "expired") throw new ApiError(40029);
  const login = found.value;
  const isOwn = login.corpId === corp.id && (login.agentId ?? agent.id) === agent.id;
  const persona = isOwn && findPersona(corp, login.personaId);
  if (!persona) throw new ApiError(40029);
  if (!acceptsRedirectHost(agent, login.redirectHost)) throw new ApiError(50001);
  return { login, persona };
}

function describeOutsider({ corp, agent }: AppRequest, outsider: Outsider): ApiFields {
  const { openid, customer } = outsider;
  if (!customer) return { openid };
  const isCustomerOfApp = customer.followers.some(({ userid }) => {
    const follower = findMember(corp, userid);
    return follower && isInScope(corp, agent, follower);
  });
  return isCustomerOfApp ? { openid, external_userid: customer.externalUserid } : { openid };
}

function getUserDetail({ state, body, corp, agent }: AppRequest): ApiFields {
  if (typeof body.user_ticket !== "string" || body.user_ticket === "") throw new ApiError(40063);
  const found = state.tickets.find(body.user_ticket);
  if (found === "expired") throw new ApiError(84014);
  const ticket = found?.value;
  if (ticket?.corpId !== corp.id || ticket.agentId !== agent.id) throw new ApiError(84015);
  const member = findMember(corp, ticket.userid);
  if (!member || !isInScope(corp, agent, member)) throw new ApiError(60021);
  const shared = agent.privateFields.filter((field) => ticket.shared.includes(field));
  return {
    userid: member.userid,
    gender: "0",
    avatar: avatarOf(corp),
    ...Object.fromEntries(shared.map((field) => [field, member[field]])),
  };
}

/** Members of the cast have no picture: everybody gets the corp's default one. */
function avatarOf({ id }: Corp): string {
  return `https://wework.qpic.cn/simulated/${id}/default-avatar/0`;
}
