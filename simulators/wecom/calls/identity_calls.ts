import type { ApiCall, ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import type { Outsider } from "simulators/wecom/corp.ts";
import {
  acceptsRedirectHost,
  findMember,
  findPersona,
  isInScope,
  type Persona,
} from "simulators/wecom/directory.ts";

/** Who signed in: `auth/getuserinfo` (D91023, D98176), and its older form with other names, `user/getuserinfo`. */
export const identityCalls: ApiCall[] = [
  { name: "auth/getuserinfo", access: "app", answer: getUserInfo },
  { name: "user/getuserinfo", access: "app", answer: getUserInfoAsBefore },
];

function getUserInfoAsBefore(request: AppRequest): ApiFields {
  const { userid, openid, ...others } = getUserInfo(request);
  const id = userid === undefined ? { OpenId: openid } : { UserId: userid };
  return { ...id, DeviceId: "", ...others };
}

function getUserInfo(request: AppRequest): ApiFields {
  const { state, query } = request;
  const code = query.get("code");
  if (!code) throw new ApiError(41008);
  const persona = findPersonaOf(request, code);
  state.codes.remove(code);
  if (persona.kind === "outsider") return describeOutsider(request, persona.outsider);
  return { userid: persona.member.userid };
}

/** Who a code was given to. A code that another app may not use stays usable by its own app. */
function findPersonaOf({ state, corp, agent }: AppRequest, code: string): Persona {
  const login = state.codes.find(code);
  if (!login) throw new ApiError(40029);
  const isOwn = login.corpId === corp.id && (login.agentId ?? agent.id) === agent.id;
  const persona = isOwn && findPersona(corp, login.personaId);
  if (!persona) throw new ApiError(40029);
  if (!acceptsRedirectHost(agent, login.redirectHost)) throw new ApiError(50001);
  return persona;
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
